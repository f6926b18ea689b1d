using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>Whose money it is. Mostly the public key from which all addresses of the wallet follow (BIP32). What was derived once is remembered, since one
/// step on the curve costs more than everything else that a decision does. A node's wallet (bitcoind's) has hardened keys, of which nothing follows from
/// a public one: it is known by the name of its seed, and which scripts are its own only the node can tell.</summary>
public sealed class WalletAccount
{
    /// <summary>Stands before the hash of a node's seed where other wallets have their public key.</summary>
    public const string SeedPrefix = "hdseed:";

    private const int SeedHash = 40;

    private static readonly ConcurrentDictionary<ExtendedPublicKey, WalletAccount> Known = [];

    private readonly ConcurrentDictionary<(uint Branch, uint Index), Bytes> _scripts = [];
    private readonly ConcurrentDictionary<uint, ExtendedPublicKey> _branches = [];
    private readonly ExtendedPublicKey? _key;
    private readonly string _text;

    private WalletAccount(Chain chain, ExtendedPublicKey? key, string text) => (Chain, _key, _text) = (chain, key, text);

    public ExtendedPublicKey Key => _key ?? throw new InvalidOperationException("no public key gives the addresses of a node's wallet");

    public Chain Chain { get; }

    /// <summary>False: a node's wallet. Its addresses are the node's to make and to know.</summary>
    public bool IsDerived => _key is not null;

    /// <summary>For sentences: it tells wallets apart and nothing about them.</summary>
    public string Fingerprint => _key?.Fingerprint ?? _text.Substring(SeedPrefix.Length, 8);

    /// <summary>The same for the same key: a wallet's addresses are derived once in the life of a process, however often its ledger recovers.</summary>
    public static WalletAccount Of(ExtendedPublicKey key) => Known.GetOrAdd(key, k => new WalletAccount(k.Chain, k, k.Reveal()));

    /// <param name="text">As the journal has it: an extended public key, or "hdseed:" and the 40 hex digits by which a node names its seed.</param>
    public static bool TryRead(Chain chain, string text, [NotNullWhen(true)] out WalletAccount? account, out string why)
    {
        account = null;
        if (!text.StartsWith(SeedPrefix, StringComparison.Ordinal))
        {
            account = ExtendedPublicKey.TryRead(chain, text, out var key, out why) ? Of(key) : null;
            return account is not null;
        }

        var isSeed = text.Length == SeedPrefix.Length + SeedHash && text.Skip(SeedPrefix.Length).All(char.IsAsciiHexDigitLower);
        (account, why) = isSeed ? (new WalletAccount(chain, null, text), "") : (null, "the name of the wallet's seed is not 40 hex digits");
        return isSeed;
    }

    /// <summary>What locks the money at an address of ours.</summary>
    public Bytes Script(KeyBranch branch, uint index) => _scripts.GetOrAdd(((uint)branch, index), path => Derive(Branch(path.Branch), path.Index).Script());

    /// <summary>The address <paramref name="index"/> of a branch, as the chain's daemons write it.</summary>
    public string Address(KeyBranch branch, uint index) => Addresses.Write(Chain, Script(branch, index))!;

    /// <summary>For the journal: whoever sees a public key sees all addresses.</summary>
    public string Reveal() => _text;

    private ExtendedPublicKey Branch(uint branch) => _branches.GetOrAdd(branch, b => Derive(Key, b));

    private static ExtendedPublicKey Derive(ExtendedPublicKey from, uint index) =>
        from.TryDerive(index, out var child, out var why) ? child : throw new InvalidOperationException($"address {index} cannot be derived: {why}");
}

/// <summary>The two rows of addresses that an account has (BIP44), as the daemons count them.</summary>
public enum KeyBranch
{
    Receiving = 0,
    Change = 1,
}
