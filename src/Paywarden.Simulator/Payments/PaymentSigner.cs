using Paywarden.JsonRpc;
using Paywarden.Keys;
using Paywarden.Wallets;

namespace Paywarden.Payments;

/// <summary>Signs what a partial names by account and path: it needs no coins, no server, and no address that it has derived before.</summary>
internal static class PaymentSigner
{
    private const int SlowMilliseconds = 12;

    /// <summary>A wallet without keys, or with others, gives the transaction back as it was: no error.</summary>
    public static Transaction Sign(Wallet wallet, Transaction partial, string? password, bool slow)
    {
        if (wallet.Password is not null && wallet.Password != password)
        {
            throw RpcFault.Python("electroncash.util.InvalidPassword", "Incorrect password", "check_password");
        }

        if (!wallet.Keys.CanSign)
        {
            return partial;
        }

        Thread.Sleep(slow ? partial.Inputs.Count(i => i.Value is not null) * SlowMilliseconds : 0);
        return partial with { Inputs = [.. partial.Inputs.Select((input, at) => input.Value is { } value ? Sign(wallet.Keys, partial, at, value) : input)] };
    }

    private static TransactionInput Sign(KeyTree keys, Transaction partial, int at, long value)
    {
        var input = partial.Inputs[at];
        var (key, chain, index) = UnsignedInput.Read(input.Script);

        // Without the version bytes: they name the network, not the account.
        if (!key.AsSpan(4).SequenceEqual(keys.Extended().AsSpan(4)))
        {
            return input;
        }

        var hash = SignatureHash.Of(partial, at, keys.Target(chain, index).Lock(), value);
        byte[] signature = [.. Signature.Make(keys.Secret(chain, index)!, hash), SignatureHash.Kind];
        return input with { Script = [(byte)signature.Length, .. signature, 33, .. keys.PublicKey(chain, index)], Value = null };
    }
}
