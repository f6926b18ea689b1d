using System.Collections.Concurrent;
using Paywarden.Ledger.Codec;

namespace Paywarden.Ledger;

/// <summary>The account behind a wallet: the public key from which all its addresses follow (BIP32). What was derived once is remembered, since one
/// step on the curve costs more than everything else that a decision does.</summary>
public sealed class WalletAccount
{
    private static readonly ConcurrentDictionary<ExtendedPublicKey, WalletAccount> Known = [];

    private readonly ConcurrentDictionary<(uint Branch, uint Index), Bytes> _scripts = [];
    private readonly ConcurrentDictionary<uint, ExtendedPublicKey> _branches = [];

    private WalletAccount(ExtendedPublicKey key) => Key = key;

    public ExtendedPublicKey Key { get; }

    public Chain Chain => Key.Chain;

    /// <summary>The same for the same key: a wallet's addresses are derived once in the life of a process, however often its ledger recovers.</summary>
    public static WalletAccount Of(ExtendedPublicKey key) => Known.GetOrAdd(key, k => new WalletAccount(k));

    /// <summary>What locks the money at an address of ours.</summary>
    public Bytes Script(KeyBranch branch, uint index) => _scripts.GetOrAdd(((uint)branch, index), path => Derive(Branch(path.Branch), path.Index).Script());

    /// <summary>The address <paramref name="index"/> of a branch, as the chain's daemons write it.</summary>
    public string Address(KeyBranch branch, uint index) => Addresses.Write(Chain, Script(branch, index))!;

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
