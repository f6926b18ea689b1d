using System.Collections.Immutable;
using Paywarden.Kernel;
using Paywarden.JsonRpc;

namespace Paywarden.Routing;

/// <summary>One caller of the payment RPC, as configured.</summary>
/// <param name="Wallets">Empty: all.</param>
internal sealed record RpcUser(string Name, Secret Password, string PasswordHash, ImmutableArray<string> Wallets, CallRights Rights, CallRate Rate)
{
    public bool MayUse(string wallet) => Wallets.IsEmpty || Wallets.Contains(wallet);
}
