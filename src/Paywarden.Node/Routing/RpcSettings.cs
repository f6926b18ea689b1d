using System.Collections.Frozen;
using System.Collections.Immutable;
using Paywarden.JsonRpc;
using Paywarden.Settings;

namespace Paywarden.Routing;

/// <summary>What the payment RPC goes by: an immutable picture of the options, made anew by a reload.</summary>
internal sealed class RpcSettings
{
    private readonly string _defaultWallet;

    private RpcSettings(PaywardenOptions options, RpcSettings? before)
    {
        Users = options.Rpc.Users.ToFrozenDictionary(u => u.Key, u => User(u.Key, u.Value, before), StringComparer.Ordinal);
        Limits = new RequestLimits(options.Rpc.MaxParams, options.Rpc.MaxDepth);
        MaxBatch = options.Rpc.MaxBatch;
        BodyTimeout = options.Rpc.BodyTimeout;
        _defaultWallet = options.Rpc.DefaultWallet.Length > 0 ? options.Rpc.DefaultWallet : options.Wallets.Count == 1 ? options.Wallets.Keys.Single() : "";
        Credentials = new Credentials(Users);
    }

    public FrozenDictionary<string, RpcUser> Users { get; }

    public Credentials Credentials { get; }

    public RequestLimits Limits { get; }

    public int MaxBatch { get; }

    public TimeSpan BodyTimeout { get; }

    /// <param name="before">Whose rates go on counting where they have not changed: a reload gives nobody a second helping.</param>
    public static RpcSettings From(PaywardenOptions options, RpcSettings? before) => new(options, before);

    /// <summary>The wallet of a call that names none.</summary>
    /// <returns>Empty: nobody can tell.</returns>
    public string WalletOf(RpcUser user) =>
        user.Wallets is [var only] ? only
        : _defaultWallet;

    private static RpcUser User(string name, UserOptions options, RpcSettings? before) => new(
        name,
        options.Password,
        options.PasswordHash,
        options.Wallets.Contains("*") ? [] : [.. options.Wallets],
        CallRights.Of(options.Allow),
        before?.Users.GetValueOrDefault(name)?.Rate is { } rate && rate.PerSecond.Equals(options.Rate) ? rate : new CallRate(options.Rate));
}

/// <summary>The settings in force.</summary>
internal sealed class RpcSettingsSource
{
    private RpcSettings _current;

    public RpcSettingsSource(Microsoft.Extensions.Options.IOptionsMonitor<PaywardenOptions> options)
    {
        _current = RpcSettings.From(options.CurrentValue, before: null);
        options.OnChange((changed, _) => Volatile.Write(ref _current, RpcSettings.From(changed, _current)));
    }

    public RpcSettings Current => Volatile.Read(ref _current);
}
