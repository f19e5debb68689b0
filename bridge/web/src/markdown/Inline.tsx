import type { Token, Tokens } from "marked";
import type { ReactNode } from "react";

import { withoutEntities } from "./entities";
import { safeAddress } from "./safeAddress";

/** A link out of the page; only its text if the address may not be opened. */
export function ExternalLink({
  href,
  title,
  children,
}: {
  href: string;
  title?: string | undefined;
  children: ReactNode;
}) {
  const address = safeAddress(href);
  if (address === null) return <>{children}</>;
  return (
    <a href={address} title={title} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

// Images are shown as links: loading one would tell its server who reads the chat, and when.
function Picture({ token }: { token: Tokens.Image }) {
  return <ExternalLink href={token.href}>{withoutEntities(token.text) || token.href}</ExternalLink>;
}

function InlineToken({ token }: { token: Token }) {
  switch (token.type) {
    case "strong":
      return (
        <strong>
          <Inline tokens={token.tokens} />
        </strong>
      );
    case "em":
      return (
        <em>
          <Inline tokens={token.tokens} />
        </em>
      );
    case "del":
      return (
        <del>
          <Inline tokens={token.tokens} />
        </del>
      );
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "link": {
      const link = token as Tokens.Link;
      return (
        <ExternalLink href={link.href} title={link.title ? withoutEntities(link.title) : undefined}>
          <Inline tokens={link.tokens} />
        </ExternalLink>
      );
    }
    case "image":
      return <Picture token={token as Tokens.Image} />;
    case "escape":
      return <>{(token as Tokens.Escape).text}</>;
    case "html":
      return /^<br\s*\/?>$/i.test(token.raw.trim()) ? <br /> : <>{token.raw}</>;
    case "text": {
      const text = token as Tokens.Text;
      return text.tokens ? <Inline tokens={text.tokens} /> : <>{withoutEntities(text.text)}</>;
    }
    default:
      return <>{token.raw}</>;
  }
}

/** Renders the inline tokens of a paragraph. */
export function Inline({ tokens }: { tokens: readonly Token[] | undefined }) {
  return tokens?.map((token, index) => <InlineToken key={index} token={token} />);
}
