// A reporter for `node --test`: one line for each file and for each failure with its cause.
export default async function* summary(events) {
  const files = new Map();
  for await (const { type, data } of events) {
    if ((type !== 'test:pass' && type !== 'test:fail') || data.details.type === 'suite') continue;
    const file = data.file?.split('/').at(-1) ?? '?';
    const count = files.get(file) ?? { passed: 0, failed: 0, skipped: 0, known: 0 };
    files.set(file, count);
    if (data.todo !== undefined) {
      const still = type === 'test:fail' ? 'KNOWN FAILING' : 'PASSED, KNOWN TO FAIL:';
      count.known += 1;
      yield `${still} ${file}:${data.line} ${data.name}\n  ${data.todo}\n`;
    } else if (type === 'test:fail') {
      count.failed += 1;
      const { cause, message } = data.details.error;
      const why = String((cause?.message ?? message) || 'no message').slice(0, 600);
      yield `FAILED ${file}:${data.line} ${data.name}\n  ${why.replaceAll('\n', '\n  ')}\n`;
    } else if (data.skip !== undefined) {
      count.skipped += 1;
    } else {
      count.passed += 1;
    }
  }
  for (const [file, { passed, failed, skipped, known }] of files) {
    const more = known ? `, ${known} known failing` : '';
    yield `${file}: ${passed} passed, ${failed} failed, ${skipped} skipped${more}\n`;
  }
}
