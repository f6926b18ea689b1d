using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Paywarden.Conformance;

/// <summary>Connections that do what no caller should.</summary>
internal sealed class SocketActs(Stage stage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task OpenAsync(Step step)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        stage.Connections[step.Text("open")] = socket;
        await socket.ConnectAsync("127.0.0.1", stage.Seat(step).Port);
        await socket.SendAsync(Encoding.UTF8.GetBytes(stage.Variables.Fill(step.Text("send"))));
    }

    public Task CloseAsync(Step step)
    {
        stage.Connections[step.Text("close")].Dispose();
        return Task.CompletedTask;
    }

    public async Task ReadAsync(Step step)
    {
        using var limit = new CancellationTokenSource(Patience);
        var (text, ending) = await Wire.ReadToEndAsync(stage.Connections[step.Text("read")], limit.Token);
        Assert.Equal(step.Text("ends", ending), ending);
        ReplyCheck.CheckText(step, "text", text, stage.Variables);
    }

    /// <summary>So many at once, none of which says anything.</summary>
    public async Task CrowdAsync(Step step)
    {
        var port = stage.Seat(step).Port;
        var crowd = Enumerable.Range(0, step.Number("crowd", 0))
            .Select(i => stage.Connections[$"crowd-{i}"] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            .Select(socket => socket.ConnectAsync("127.0.0.1", port))
            .ToArray();
        await Task.WhenAny(Task.WhenAll(crowd), Task.Delay(step.Number("ms", 500)));
        var connected = JsonSerializer.SerializeToElement(crowd.Count(c => c.IsCompletedSuccessfully));
        Pattern.Check(step["connected"]!.Value, connected, stage.Variables, "connected");
    }
}
