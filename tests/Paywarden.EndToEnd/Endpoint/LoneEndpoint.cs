using System.Diagnostics;
using System.Net.Sockets;
using Paywarden.Harness;

namespace Paywarden.Endpoint;

/// <summary>A node of its own for one spec, with one daemon, which the test plays.</summary>
internal sealed record LoneEndpoint(NodeProcess Node, NodeSettings Settings, RecordingDaemon Daemon)
{
    public const string Read = """{"method":"getbalance","id":1}""";
    public const string Write = """{"method":"setlabel","id":1}""";

    /// <summary>Its calls have so much time that no spec can pass by waiting for their end.</summary>
    /// <param name="rpc">Lines inside "rpc { … }".</param>
    /// <param name="users">Lines inside "rpc { users { … } }".</param>
    public static async Task<LoneEndpoint> StartAsync(Scene scene, string rpc = "", string users = "", int concurrency = 1)
    {
        var daemon = scene.Own(new RecordingDaemon());
        var settings = NodeSettings.In(scene.Subfolder("data")) with
        {
            Rpc = rpc,
            OtherUsers = users,
            Wallet = $$"""
                dialect = generic
                daemons = 0
                external = [{ url = "{{daemon.Url}}" }]
                methods { getbalance = read, setlabel = write }
                call { concurrency = {{concurrency}}, deadline = 10m }
                """,
        };
        var node = NodeProcess.With(scene, settings);
        await node.StartAsync();
        await node.AllReadyAsync(1);
        return new LoneEndpoint(node, settings, daemon);
    }

    public RawRequest Request(string body, string user = NodeSettings.User) => new(body) { Authorization = RawRequest.Basic(user, Settings.Password) };

    public Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(Node.RpcPort);

    public async Task<RawReply> AskAsync(string body)
    {
        using var connection = await OpenAsync();
        await connection.SendAsync(Request(body));
        return await connection.ReadAsync();
    }

    /// <summary>Sends a call on this connection.</summary>
    /// <returns>Null: the node has closed it.</returns>
    public async Task<RawReply?> TryAskAsync(RawConnection connection)
    {
        try
        {
            await connection.SendAsync(Request(Read));
        }
        catch (SocketException)
        {
            return null;
        }

        return await connection.TryReadAsync();
    }

    /// <summary>An ordinary shop: calls, each on a connection of its own, until <paramref name="end"/>; every one must be answered.</summary>
    public async Task<List<TimeSpan>> ShopAsync(Task end)
    {
        var took = new List<TimeSpan>();
        do
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal("""{"result":"getbalance","error":null,"id":1}""", (await AskAsync(Read)).Text);
            took.Add(clock.Elapsed);
        }
        while (!end.IsCompleted);
        return took;
    }
}
