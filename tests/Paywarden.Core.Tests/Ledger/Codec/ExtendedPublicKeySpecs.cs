using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class ExtendedPublicKeySpecs
{
    /// <summary>BIP32, test vectors 1 and 2: every step that a public key can take.</summary>
    [Theory]
    [InlineData(
        "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw", 1,
        "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ")]
    [InlineData(
        "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5", 2,
        "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV")]
    [InlineData(
        "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV", 1_000_000_000,
        "xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy")]
    [InlineData(
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB", 0,
        "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH")]
    [InlineData(
        "xpub6ASAVgeehLbnwdqV6UKMHVzgqAG8Gr6riv3Fxxpj8ksbH9ebxaEyBLZ85ySDhKiLDBrQSARLq1uNRts8RuJiHjaDMBU4Zn9h8LZNnBC5y4a", 1,
        "xpub6DF8uhdarytz3FWdA8TvFSvvAh8dP3283MY7p2V4SeE2wyWmG5mg5EwVvmdMVCQcoNJxGoWaU9DCWh89LojfZ537wTfunKau47EL2dhHKon")]
    [InlineData(
        "xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL", 2,
        "xpub6FnCn6nSzZAw5Tw7cgR9bi15UV96gLZhjDstkXXxvCLsUXBGXPdSnLFbdpq8p9HmGsApME5hQTZ3emM2rnY5agb9rXpVGyy3bdW6EEgAtqt")]
    public void A_step_gives_the_published_child(string parent, long index, string child)
    {
        var key = Some.ReadAccount(Chains.BtcMain, parent);

        Assert.True(key.TryDerive((uint)index, out var derived, out var why), why);
        Assert.Equal(child, derived.Reveal());
        Assert.Equal(Some.ReadAccount(Chains.BtcMain, child), derived);
        Assert.Equal(parent, key.Reveal());
    }

    /// <summary>BIP32, test vector 5, and chain m of vector 1 spoilt.</summary>
    [Theory]
    [InlineData("xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5fTtTQBm", "a private one")]
    [InlineData("xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Txnt3siSujt9RCVYsx4qHZGc62TG4McvMGcAUjeuwZdduYEvFn", "no point")]
    [InlineData("xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6N8ZMMXctdiCjxTNq964yKkwrkBJJwpzZS4HS2fxvyYUA4q2Xe4", "no point")]
    [InlineData("xpub661no6RGEX3uJkY4bNnPcw4URcQTrSibUZ4NqJEw5eBkv7ovTwgiT91XX27VbEXGENhYRCf7hyEbWrR3FewATdCEebj6znwMfQkhRYHRLpJ", "that it has a parent")]
    [InlineData("xpub661MyMwAuDcm6CRQ5N4qiHKrJ39Xe1R1NyfouMKTTWcguwVcfrZJaNvhpebzGerh7gucBvzEQWRugZDuDXjNDRmXzSZe4c7mnTK97pTvGS8", "that it has a parent")]
    [InlineData("DMwo58pR1QLEFihHiXPVykYB6fJmsTeHvyTp7hRThAtCX8CvYzgPcn8XnmdfHPmHJiEDXkTiJTVV9rHEBUem2mwVbbNfvT2MTcAqj3nesx8uBf9", "none of BTC main")]
    [InlineData("xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Q5JXayek4PRsn35jii4veMimro1xefsM58PgBMrvdYre8QyULY", "no point")]
    [InlineData("xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzFGTQQD3dC4H2D5GBj7vWvSQaaBv5cxi9gafk7NF3pnBju6dwKvH", "none of BTC main")]
    [InlineData("xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHL", "wrong checksum")]
    [InlineData("xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi", "a private one")]
    [InlineData("tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp", "none of BTC main")]
    [InlineData("15mKKb2eos1hWa6tisdPwwDC1a5J1y9nma", "wrong length")]
    [InlineData("", "too short")]
    [InlineData("xpub0", "not of base 58")]
    public void Anything_else_is_refused_with_a_sentence_that_does_not_repeat_it(string text, string why)
    {
        Assert.False(ExtendedPublicKey.TryRead(Chains.BtcMain, text, out _, out var said));
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.True(text.Length < 6 || !said.Contains(text[4..], StringComparison.Ordinal));
    }

    /// <summary>BIP84's published account: the prefix tells that its addresses are segwit ones.</summary>
    [Theory]
    [InlineData(0, 0, "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu")]
    [InlineData(0, 1, "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g")]
    [InlineData(1, 0, "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el")]
    public void A_zpub_has_segwit_addresses(uint branch, uint index, string address)
    {
        var account = Some.ReadAccount(Chains.BtcMain, "zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs");

        Assert.Equal(ScriptKind.WitnessKeyHash, account.Kind);
        Assert.True(account.TryAddress(branch, index, out var derived, out _));
        Assert.Equal(address, derived);
    }

    /// <summary>Keys of a branch as other Litecoin wallets export them (the vectors of the public hdAddressGenerator), and Electrum's own way of writing.</summary>
    [Theory]
    [InlineData("Ltub2ZyGJZ2yPPQ6VNKLWmCRTSJECvVXvEpafJ5eojXGB55JKf9kUZjfRUfAP9se9CcM2n61YB3JeqyHy7iG31qqjyKhNYfRGaLBcdUX5tpbHP7", 0, "LTVdcw8fdTTK4TcebTZ4jiiCbvTXaRxZNh")]
    [InlineData("Ltub2ZyGJZ2yPPQ6VNKLWmCRTSJECvVXvEpafJ5eojXGB55JKf9kUZjfRUfAP9se9CcM2n61YB3JeqyHy7iG31qqjyKhNYfRGaLBcdUX5tpbHP7", 1, "LS8s8ZwXitwqevEfwuwRWqLh9KmRpmNQ68")]
    [InlineData("zpub6tktDBjpgDik9VUWds5d8ZTeJonoUj3uzWdtmXgaK8CJbrT6n44sp29qq3Jg4Vx7bFT6mmkceW17KeJsPfUTk8GSq8yfzP4n4jVqYAhAFpa", 0, "ltc1qwttt6kexkl8s3vczz3deqcn34elu0t6hmdfu6a")]
    public void Litecoins_keys_are_read_in_both_spellings(string text, uint index, string address)
    {
        var branch = Some.ReadAccount(Chains.LtcMain, text);

        Assert.Equal(4, branch.Depth);
        Assert.Equal(text, branch.Reveal());
        Assert.True(branch.TryDerive(index, out var key, out _));
        Assert.Equal(address, key.Address());
        Assert.False(ExtendedPublicKey.TryRead(Chains.LtcRegtest, text, out _, out _));
    }

    [Fact]
    public void One_account_has_an_address_on_each_chain_whose_versions_it_carries()
    {
        Assert.Equal("bitcoincash:qq6yyxf7rwmsj9hfz32jzukdfckme80czyn2pwwpfn", Some.Account().Address());
        Assert.Equal("15mKKb2eos1hWa6tisdPwwDC1a5J1y9nma", Some.ReadAccount(Chains.BtcMain, Some.Xpub).Address());
        Assert.Equal("3442193e", Some.Account().Fingerprint);
        Assert.Equal("extended public key 3442193e", Some.Account().ToString());
        Assert.False(ExtendedPublicKey.TryRead(Chains.BchRegtest, Some.Xpub, out _, out var why));
        Assert.Contains("none of BCH regtest", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hardened_step_is_refused()
    {
        Assert.False(Some.Account().TryDerive(0x8000_0000, out _, out var why));
        Assert.Contains("hardened", why, StringComparison.Ordinal);
        Assert.False(Some.Account().TryAddress(0, uint.MaxValue, out var address, out _));
        Assert.Equal("", address);
    }

    [Fact]
    public void Any_78_bytes_are_a_key_that_reads_back_or_a_sentence() => Gens.Broken(Gen.Const(Some.Account().Payload().Span.ToArray())).Sample(
        payload => ExtendedPublicKey.TryRead(Chains.BchMain, payload, out var key, out var why)
            ? ExtendedPublicKey.TryRead(Chains.BchMain, key.Reveal(), out var again, out _) && again == key && key.Payload().Span.SequenceEqual(payload)
            : why.Length > 0,
        iter: 500);

    [Fact]
    public void A_changed_character_is_always_found() => Spoilt.Texts(Some.Xpub, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz").Sample(
        text => !ExtendedPublicKey.TryRead(Chains.BchMain, text, out _, out var why) && why.Length > 0, iter: 500);
}
