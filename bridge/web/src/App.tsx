/** The page. */
export function App() {
  return <h1>mcp-bridge</h1>;
}
