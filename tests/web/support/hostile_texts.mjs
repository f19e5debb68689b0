// Texts that act in a page that does not treat them as text. Each sets `hacked`, opens a dialog, loads
// from another origin, navigates away, or hides its content.

const act = 'window.hacked=1';
const elsewhere = 'https://elsewhere.invalid';

/** The texts, by their kind of attack. */
export const hostileTexts = {
  script: `<script>${act}</script>`,
  'script from elsewhere': `<script src="${elsewhere}/a.js"></script>`,
  'script in pieces': `<scr<script>ipt>${act}</scr</script>ipt>`,
  'closed before': `</textarea></title></style></script><script>${act}</script>`,
  'image that fails': `<img src=x onerror="${act}">`,
  'image from elsewhere': `<img src="${elsewhere}/a.png">`,
  'handler without quotes': `<svg/onload=${act}>`,
  'attribute broken out of': `" onmouseover="${act}" x="`,
  'attribute of the other quote': `' autofocus onfocus='${act}' x='`,
  svg: `<svg><script>${act}</script><animate onbegin="${act}" attributeName="x"/></svg>`,
  'svg link': `<svg><a xlink:href="javascript:${act}"><text y="20">press</text></a></svg>`,
  'math': `<math><maction actiontype="statusline" xlink:href="javascript:${act}">x</maction></math>`,
  frame: `<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>`,
  'frame with an address': `<iframe src="javascript:parent.${act}"></iframe>`,
  object: `<object data="data:text/html,<script>${act}</script>"></object>`,
  style: `<style>* { background: url(${elsewhere}/a) }</style><p style="position:fixed;inset:0">x</p>`,
  'style sheet': `<link rel="stylesheet" href="${elsewhere}/a.css">`,
  base: `<base href="${elsewhere}/">`,
  refresh: `<meta http-equiv="refresh" content="0;url=${elsewhere}">`,
  form: `<form action="${elsewhere}"><button autofocus>press</button></form>`,
  details: `<details open ontoggle="${act}">x</details>`,
  'mutation': `<noscript><p title="</noscript><img src=x onerror=${act}>">`,
  'comment': `<!--><img src=x onerror=${act}>-->`,
  'link': `[press](javascript:${act})`,
  'link in capitals': `[press](JaVaScRiPt:${act})`,
  'link with blanks': `[press](<java\tscript:${act}>) [press]( javascript:${act})`,
  'link with entities': `[press](&#106;avascript&colon;${act}) [press](javascript&#58;${act})`,
  'link with escapes': `[press](java%73cript:${act}) [press](\\javascript:${act})`,
  'link to data': `[press](data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaGFja2VkPTE8L3NjcmlwdD4=)`,
  'link to vbscript': '[press](vbscript:msgbox(1)) [press](file:///etc/passwd)',
  'link by reference': `[press][a]\n\n[a]: javascript:${act} "title"`,
  'link on its own': `<javascript:${act}> <https://elsewhere.invalid/">"onclick="${act}>`,
  'title of a link': `[press](https://example.com "a\\" onmouseover=\\"${act}")`,
  'picture': `![x](${elsewhere}/a.png) ![x](javascript:${act}) ![x"onerror="${act}](a)`,
  'name of a language': `\`\`\`"><img src=x onerror=${act}>\n<b>code</b>\n\`\`\``,
  'language that breaks out': `\`\`\`js" onmouseover="${act}\nx\n\`\`\``,
  'table': `| <img src=x onerror=${act}> |\n|---|\n| [press](javascript:${act}) |`,
  'heading': `# <img src=x onerror=${act}> {#a onclick=${act}}`,
  'entities': `&lt;script&gt;${act}&lt;/script&gt; &#60;img src=x onerror=${act}&#62;`,
  'template': `{{constructor.constructor('${act}')()}} \${${act}} <%= ${act} %>`,
  'nul and look-alikes': `<scr\u0000ipt>${act}</script> <\u017fcript>${act}</\u017fcript>`,
};

/** Names that imitate other names. */
export const disguisedNames = {
  'right to left': 'invoice\u202etxt.exe',
  isolates: 'a\u2067b\u2069c.txt',
  'zero width': 'ad\u200bmin\u200d.txt',
  'soft hyphen': 'pass\u00adwd.txt',
  tags: 'a\u{e0041}\u{e0042}.txt',
};

/** All of the first list, joined. */
export const allHostile = Object.values(hostileTexts).join('\n\n');

// Runs in the page.
function findActiveContent() {
  const found = [];
  const address = /^\s*(javascript|vbscript|data:text|file):?/i;
  for (const element of document.querySelectorAll('*')) {
    const outside = element.closest('head') && element.matches('script[src^="/"]');
    if (element.matches('script, iframe, object, embed, base, meta[http-equiv], math') && !outside) {
      found.push(element.outerHTML.slice(0, 200));
    }
    for (const { name, value } of element.attributes) {
      const leads = ['href', 'src', 'action', 'formaction', 'xlink:href', 'data'].includes(name);
      const bad = name.startsWith('on') || name === 'srcdoc' || (leads && address.test(value));
      if (bad) found.push(`${element.tagName} ${name}=${value}`);
    }
    if (element.matches('img[src^="http"], link[href^="http"]')) found.push(element.outerHTML);
  }
  return found;
}

/** The active elements and foreign links in a page, and whether a script of these texts ran. */
export async function activeContentOf(page) {
  const found = await page.evaluate(findActiveContent);
  const hacked = await page.evaluate(() => globalThis.hacked);
  return hacked === undefined ? found : [...found, 'something was executed'];
}
