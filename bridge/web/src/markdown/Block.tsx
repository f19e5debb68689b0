import type { Token, Tokens } from "marked";
import { createElement, memo } from "react";

import { HighlightedCode } from "./HighlightedCode";
import { Inline } from "./Inline";

const closingFence = /\n {0,3}(?:`{3,}|~{3,})[ \t]*\n*$/;

interface BlockProps {
  token: Token;
  /** Text may still be added to it. */
  open: boolean;
  /** The level of a heading on the page; undefined: it is inside another block. */
  level?: number | undefined;
}

function Blocks({ tokens }: { tokens: readonly Token[] }) {
  return tokens.map((token, index) => <Block key={index} token={token} open={false} />);
}

function ListItem({ item }: { item: Tokens.ListItem }) {
  return (
    <li className={item.task ? "task" : undefined}>
      {item.task && (item.checked ? "☑ " : "☐ ")}
      {item.tokens.map((token, index) => {
        if (token.type === "checkbox") return null;
        if (token.type !== "text") return <Block key={index} token={token} open={false} />;
        const line = <Inline key={index} tokens={[token]} />;
        return item.loose ? <p key={index}>{line}</p> : line;
      })}
    </li>
  );
}

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => <ListItem key={index} item={item} />);
  if (!list.ordered) return <ul>{items}</ul>;
  return <ol start={list.start === "" ? undefined : list.start}>{items}</ol>;
}

function Cell({ cell }: { cell: Tokens.TableCell }) {
  return createElement(
    cell.header ? "th" : "td",
    {
      style: cell.align ? { textAlign: cell.align } : undefined,
      ...(cell.header && { scope: "col" }),
    },
    <Inline tokens={cell.tokens} />,
  );
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div tabIndex={0} role="group" className="scrollbar-thin overflow-x-auto">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <Cell key={index} cell={cell} />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <Cell key={column} cell={cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One block of a text: a paragraph, a list, a code block. The same token is rendered once. */
export const Block = memo(function Block({ token, open, level }: BlockProps) {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return createElement(
        level === undefined ? "p" : `h${level}`,
        { "data-depth": (token as Tokens.Heading).depth },
        <Inline tokens={token.tokens} />,
      );
    case "paragraph":
      return (
        <p>
          <Inline tokens={token.tokens} />
        </p>
      );
    case "code": {
      const { text, lang } = token as Tokens.Code;
      return (
        <HighlightedCode
          code={text}
          language={lang ?? ""}
          complete={!open || closingFence.test(token.raw)}
        />
      );
    }
    case "blockquote":
      return (
        <blockquote>
          <Blocks tokens={token.tokens ?? []} />
        </blockquote>
      );
    case "list":
      return <List list={token as Tokens.List} />;
    case "table":
      return <Table table={token as Tokens.Table} />;
    case "hr":
      return <hr />;
    case "plain":
    case "html":
      return <p className="whitespace-pre-wrap">{token.raw.trim()}</p>;
    default:
      return (
        <p>
          <Inline tokens={[token]} />
        </p>
      );
  }
});
