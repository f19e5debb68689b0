import { expect, test } from "vitest";

import * as library from ".";

test("the library has a client, hooks, REST and texts", () => {
  expect(Object.keys(library)).toEqual(
    expect.arrayContaining([
      "ChatClient",
      "ChatStore",
      "RestError",
      "badgesOf",
      "createQueryClient",
      "errorText",
      "toLocalTime",
      "useChat",
      "useErrorText",
      "useText",
      "useTokenUsage",
    ]),
  );
});
