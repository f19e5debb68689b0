// Writes and reads a file: client REVISION COMMAND ARGS...
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func call(session *mcp.ClientSession, tool string, arguments map[string]any) string {
	result, err := session.CallTool(context.Background(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		log.Fatal(err)
	}
	if result.IsError {
		log.Fatalf("%s: %v", tool, result.Content)
	}
	return result.Content[0].(*mcp.TextContent).Text
}

func main() {
	client := mcp.NewClient(&mcp.Implementation{Name: "go", Version: "1"}, nil)
	transport := &mcp.CommandTransport{Command: exec.Command(os.Args[2], os.Args[3:]...)}
	session, err := client.Connect(context.Background(), transport, &mcp.ClientSessionOptions{ProtocolVersion: os.Args[1]})
	if err != nil {
		log.Fatal(err)
	}
	defer session.Close()
	fmt.Println("version:", session.InitializeResult().ProtocolVersion)
	call(session, "write_file", map[string]any{"path": "go.txt", "content": "from go"})
	fmt.Println("read:", call(session, "read_file", map[string]any{"path": "go.txt"}))
}
