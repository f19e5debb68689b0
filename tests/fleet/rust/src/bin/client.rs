//! Writes a file, checks the chunks that progress notifications repeat, and reads the file back:
//! `client modern|legacy URL`, or `client modern|legacy COMMAND ARGS...` to start the server.

use std::sync::{Arc, Mutex};

use rmcp::model::{CallToolRequestParams, ProgressNotificationParam, ProtocolVersion};
use rmcp::service::{NotificationContext, RunningService};
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt, RoleClient};
use serde_json::{Value, json};

type Failure = Box<dyn std::error::Error>;

#[derive(Clone, Default)]
struct Client {
    progress: Arc<Mutex<String>>,
}

impl ClientHandler for Client {
    async fn on_progress(&self, progress: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.lock().unwrap().push_str(&progress.message.unwrap_or_default());
    }
}

/// Calls a tool. Returns whether the tool reports an error, and its text.
async fn call(
    client: &RunningService<RoleClient, Client>,
    tool: &'static str,
    arguments: Value,
) -> Result<(bool, String), Failure> {
    let arguments = arguments.as_object().unwrap().clone();
    let result = client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await?;
    let text = result.content.first().and_then(|block| block.as_text()).map(|text| text.text.clone());
    Ok((result.is_error == Some(true), text.unwrap_or_default()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let lifecycle = match arguments[0].as_str() {
        "modern" => ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] },
        _ => ClientLifecycleMode::Initialize,
    };
    let handler = Client::default();
    let progress = handler.progress.clone();
    let client = if arguments[1].starts_with("http:") {
        let transport = StreamableHttpClientTransport::from_uri(arguments[1].clone());
        handler.serve_with_lifecycle(transport, lifecycle).await?
    } else {
        let mut command = tokio::process::Command::new(&arguments[1]);
        command.args(&arguments[2..]);
        handler.serve_with_lifecycle(TokioChildProcess::new(command)?, lifecycle).await?
    };
    println!("version: {}", client.peer_info().unwrap().protocol_version);

    let mut tools: Vec<String> = client.list_all_tools().await?.iter().map(|tool| tool.name.to_string()).collect();
    tools.sort();
    println!("tools: {}", tools.join(" "));

    let text = "from rust\n".repeat(20000);
    let (is_error, _) = call(&client, "write_file", json!({"path": "rust.txt", "content": text})).await?;
    println!("write error: {is_error}");
    println!("progress is the text: {}", *progress.lock().unwrap() == text);

    let (is_error, read) = call(&client, "read_file", json!({"path": "rust.txt", "maxBytes": 9})).await?;
    println!("read error: {is_error}, text: {}", read.lines().next().unwrap_or_default());

    let (is_error, _) = call(&client, "read_file", json!({"path": "missing.txt"})).await?;
    println!("missing file is an error: {is_error}");
    client.cancel().await?;
    Ok(())
}
