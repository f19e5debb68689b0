// A time limit for promises that may hang.

// Much longer than any step needs.
const patience = 150_000;

/** Resolves or rejects as `work` does; rejects when it takes too long. */
export async function inTime(work) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${patience / 1000} s`)), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
