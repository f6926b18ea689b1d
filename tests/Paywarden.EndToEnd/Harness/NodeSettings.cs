namespace Paywarden.Harness;

/// <summary>What a test asks of a node; the rest stands in reference.conf.</summary>
internal sealed record NodeSettings
{
    /// <summary>Who may call: "shop" reads and pays, "operator" may do everything.</summary>
    public const string User = "shop";

    public const string Operator = "operator";

    public required string DataFolder { get; init; }

    /// <summary>Of both users; not the incident's, which is refused for real wallets.</summary>
    public string Password { get; init; } = Guid.NewGuid().ToString("N");

    public int RpcPort { get; init; }

    public int AdminPort { get; init; }

    public int ClusterPort { get; init; }

    public int PeerPort { get; init; }

    /// <summary>0: off.</summary>
    public int ObservePort { get; init; }

    public string OnStop { get; init; } = "stop";

    /// <summary>The lines inside "wallets { store { … } }".</summary>
    public string Wallet { get; init; } = """
        dialect = simulator
        daemons = 3
        """;

    /// <summary>More lines inside "rpc { … }".</summary>
    public string Rpc { get; init; } = "";

    /// <summary>More users: lines inside "rpc { users { … } }".</summary>
    public string OtherUsers { get; init; } = "";

    /// <summary>More wallets: lines inside "wallets { … }".</summary>
    public string OtherWallets { get; init; } = "";

    public static NodeSettings In(string dataFolder) => new NodeSettings { DataFolder = dataFolder }.OnFreePorts();

    public NodeSettings OnFreePorts()
    {
        var ports = FreePorts.Take(4);
        return this with { RpcPort = ports[0], AdminPort = ports[1], ClusterPort = ports[2], PeerPort = ports[3] };
    }

    public string Render() => $$"""
        paywarden {
          node {
            data-dir = "{{DataFolder}}"
            on-stop = {{OnStop}}
          }
          rpc {
            listen = "127.0.0.1:{{RpcPort}}"
        {{Rpc}}
            users {
        {{OtherUsers}}
              {{User}} {
                password = "{{Password}}"
                wallets = ["*"]
                allow = [read, allocate, pay]
                rate = 0
              }
              {{Operator}} {
                password = "{{Password}}"
                wallets = ["*"]
                allow = [read, write, allocate, sign, broadcast, admin]
                rate = 0
              }
            }
          }
          admin {
            listen = "127.0.0.1:{{AdminPort}}"
          }
          observe {
            listen = "{{(ObservePort == 0 ? "" : $"127.0.0.1:{ObservePort}")}}"
          }
          cluster {
            listen = "127.0.0.1:{{ClusterPort}}"
          }
          peer {
            listen = "127.0.0.1:{{PeerPort}}"
          }
          wallets {
            store {
        {{Wallet}}
            }
        {{OtherWallets}}
          }
        }
        """;
}
