using Paywarden.Kernel;

namespace Paywarden.Keys;

/// <summary>Old addresses.</summary>
internal static class Base58Address
{
    public static bool TryRead(Network network, string text, out AddressTarget target)
    {
        target = default;
        if (!Base58Check.TryRead(text, out var payload) || payload.Length != 21 || (payload[0] != network.KeyHash && payload[0] != network.ScriptHash))
        {
            return false;
        }

        target = new AddressTarget(payload[1..], payload[0] == network.ScriptHash);
        return true;
    }
}
