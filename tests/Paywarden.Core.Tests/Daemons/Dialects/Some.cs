using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Paywarden.Kernel;

namespace Paywarden.Daemons.Dialects;

internal static class Some
{
    public static DaemonSpec Spec(string dialect, string network = "regtest", string server = "127.0.0.1:50001:t") => new()
    {
        Id = "store-0",
        Wallet = "store",
        Ordinal = 0,
        Dialect = dialect,
        Network = network,
        Command = [dialect],
        WalletFile = "/secrets/store.wallet",
        WalletPasswordFile = "/run/secrets/store-password",
        Server = server,
        Start = new StartLimits(TimeSpan.FromSeconds(45), TimeSpan.FromMilliseconds(500)),
        Probe = new ProbeLimits(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), 3, 1),
        Restart = new RestartLimits(TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), 5, TimeSpan.FromMinutes(10)),
        Stop = new StopLimits(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)),
        Call = new CallLimits(1, 128, TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(8)),
    };

    public static DaemonSite Site(string walletPath = "/data/store-0/wallet", string password = "rpc-password") =>
        new("/data/store-0", walletPath, 7800, "paywarden", new Secret(password));

    public static Gen<T> OneOf<T>(IReadOnlyList<T> values) => Gen.Int[0, values.Count - 1].Select(i => values[i]);

    public static DaemonExit Exit(int? code, params string[] lines) => new(code, null, [.. lines]);

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    public static ImmutableArray<JsonElement?> Replies(params string?[] jsons) => [.. jsons.Select(j => j is null ? (JsonElement?)null : Json(j))];
}
