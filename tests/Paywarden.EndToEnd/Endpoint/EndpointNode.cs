using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Endpoint;

/// <summary>One node that the endpoint's specs share. Its daemons are the tests' own, so that every byte that reaches a daemon is seen.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndpointNode : IAsyncLifetime, ICollectionFixture<EndpointNode>
{
    public const string Name = "endpoint";

    /// <summary>May only read, and only the wallet "store".</summary>
    internal const string Reader = "reader";

    internal const int MaxBody = 8 << 20;
    internal const int MaxParams = 4 << 20;
    internal const int MaxBatch = 20;

    private const string Methods = """
        methods {
          getbalance = read
          history = read
          setlabel = write
          addrequest = allocate
          broadcast = broadcast
          getseed = secret
          stop = admin
        }
        """;

    private readonly Scene _scene = Scene.Open();
    private bool _failed;

    internal NodeProcess Node { get; private set; } = null!;

    internal NodeSettings Settings { get; private set; } = null!;

    /// <summary>store-0, to which the node signs in with "wallet" and "daemons-own".</summary>
    internal RecordingDaemon Builder { get; } = new();

    /// <summary>store-1.</summary>
    internal RecordingDaemon Twin { get; } = new();

    /// <summary>Of the wallet "narrow": one call at a time, and one that waits.</summary>
    internal RecordingDaemon Narrow { get; } = new();

    /// <summary>Of the wallet "wide": four calls at a time.</summary>
    internal RecordingDaemon Wide { get; } = new();

    /// <summary>Of the wallet "probed": looked at only after a failed call.</summary>
    internal RecordingDaemon Probed { get; } = new("ping");

    /// <summary>Serves "narrow" on 127.0.0.1 and "wide" on 127.0.0.2.</summary>
    internal int OwnPort { get; private set; }

    /// <summary>Calls that any daemon got so far.</summary>
    internal int Calls => All.Sum(d => d.Count);

    private RecordingDaemon[] All => [Builder, Twin, Narrow, Wide, Probed];

    public async Task InitializeAsync()
    {
        OwnPort = FreePorts.Take(1)[0];
        Settings = NodeSettings.In(_scene.Subfolder("data"));
        Settings = Settings with
        {
            Rpc = $"default-wallet = store\nmax-body = {MaxBody} B\nmax-params = {MaxParams} B\nmax-batch = {MaxBatch}",
            OtherUsers = $$"""
                {{Reader}} { password = "{{Settings.Password}}", wallets = [store], allow = [read] }
                hourly { password = "{{Settings.Password}}", allow = [read], rate = 1/h }
                hourly-batch { password = "{{Settings.Password}}", allow = [read], rate = 1/h }
                """,
            Wallet = $$"""
                dialect = generic
                daemons = 0
                external = [{ url = "{{Builder.Url}}", user = wallet, password = "daemons-own" }, { url = "{{Twin.Url}}" }]
                {{Methods}}
                """,
            OtherWallets = $$"""
                narrow {
                  dialect = generic
                  daemons = 0
                  external = [{ url = "{{Narrow.Url}}" }]
                  listen = "127.0.0.1:{{OwnPort}}"
                  call { concurrency = 1, queue = 1 }
                  {{Methods}}
                }
                wide {
                  dialect = generic
                  daemons = 0
                  external = [{ url = "{{Wide.Url}}" }]
                  listen = "127.0.0.2:{{OwnPort}}"
                  call { concurrency = 4 }
                  {{Methods}}
                }
                probed {
                  dialect = generic
                  daemons = 0
                  external = [{ url = "{{Probed.Url}}" }]
                  generic { probe = ping, keep-alive = false }
                  probe { every = 1d }
                  {{Methods}}
                }
                """,
        };
        Node = NodeProcess.With(_scene, Settings);
        await Node.StartAsync();
        await Node.AllReadyAsync(All.Length);
    }

    public async Task DisposeAsync()
    {
        await Node.Kill9Async();
        await _scene.EndAsync();
        foreach (var daemon in All)
        {
            await daemon.DisposeAsync();
        }

        if (!_failed)
        {
            _scene.Clear();
        }
    }

    /// <summary>Plays one spec with daemons that answer as usual; afterwards the node's log tells of no error.</summary>
    internal async Task PlayAsync(ITestOutputHelper output, Func<Task> play)
    {
        var before = Node.Errors.Length;
        try
        {
            Array.ForEach(All, d => d.Reset());
            await play();
            Assert.Empty(Node.Errors[before..]);
        }
        catch
        {
            _failed = true;
            output.WriteLine($"kept for you to look at: {_scene.Folder}");
            throw;
        }
    }

    /// <summary>One request on a connection of its own, with the user's password unless the request brings an Authorization or none is wanted.</summary>
    internal async Task<RawReply> AskAsync(RawRequest request, string user = NodeSettings.User)
    {
        using var connection = await RawConnection.OpenAsync(Node.RpcPort);
        await connection.SendAsync(request.Authorization.Length > 0 || user.Length == 0 ? request : request with { Authorization = Basic(user) });
        return await connection.ReadAsync();
    }

    /// <summary>One call to a wallet.</summary>
    internal Task<RawReply> AskAsync(string body, string wallet = "store", string headers = "", string user = NodeSettings.User) =>
        AskAsync(new RawRequest(body) { Line = $"POST /wallets/{wallet} HTTP/1.1", Headers = headers }, user);

    internal string Basic(string user) => RawRequest.Basic(user, Settings.Password);

    /// <summary>Waits until so many calls of a wallet wait for a daemon.</summary>
    internal Task QueuedAsync(string wallet, int count) => Gauges.ShowsAsync(Settings.AdminPort, "paywarden_rpc_queued", wallet, count);
}
