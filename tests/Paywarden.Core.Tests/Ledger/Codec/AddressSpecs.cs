using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class AddressSpecs
{
    private const string Base32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const string Base58Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>Bitcoin Core's key_io_valid.json and Litecoin's chain parameters.</summary>
    [Theory]
    [InlineData("BTC", Network.Main, "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", "76a914a31c06bd463e3923bc1aadbde48b16976c08071788ac")]
    [InlineData("BTC", Network.Main, "36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm", "a914373b819a068f32b7a6b38b6b38729647cfde01c287")]
    [InlineData("BTC", Network.Test, "mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", "76a914ce28b26c57472737f5c3561a1761185bd8589a4388ac")]
    [InlineData("BTC", Network.Test, "2NC2hEhe28ULKAJkW5MjZ3jtTMJdvXmByvK", "a914ce0bba75891ff9ec60148d4bd4a09ee2dc5c933187")]
    [InlineData("BTC", Network.Regtest, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", "0014751e76e8199196d454941c45d1b3a323f1433bd6")]
    [InlineData("LTC", Network.Main, "LVuDpNCSSj6pQ7t9Pv6d6sUkLKoqDEVUnJ", "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac")]
    [InlineData("LTC", Network.Main, "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "0014751e76e8199196d454941c45d1b3a323f1433bd6")]
    [InlineData("BCH", Network.Main, "bitcoincash:qp63uahgrxged4z5jswyt5dn5v3lzsem6cy4spdc2h", "76a914751e76e8199196d454941c45d1b3a323f1433bd688ac")]
    public void An_address_has_its_script(string chain, Network network, string address, string script)
    {
        var on = Chains.Find(chain, network)!;

        Assert.True(Addresses.TryRead(on, address, out var destination, out var why), why);
        Assert.Equal(script, destination.Script.Hex);
        Assert.Equal(address, Addresses.Write(on, destination.Script));
    }

    [Fact]
    public void Litecoins_older_script_addresses_are_read_and_written_anew()
    {
        Assert.True(Addresses.TryRead(Chains.LtcMain, "36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm", out var destination, out _));

        var address = Addresses.Write(Chains.LtcMain, destination.Script);
        Assert.StartsWith("M", address, StringComparison.Ordinal);
        Assert.True(Addresses.TryRead(Chains.LtcMain, address!, out var again, out _) && again == destination);
    }

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "the address is one of BTC main, not of LTC main")]
    [InlineData("ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "")]
    [InlineData("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", "the address is one of BTC main, not of LTC main")]
    [InlineData("mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", "the address is one of BTC test, not of LTC main")]
    [InlineData("bitcoincash:qp63uahgrxged4z5jswyt5dn5v3lzsem6cy4spdc2h", "the address is one of BCH main, not of LTC main")]
    [InlineData("qp63uahgrxged4z5jswyt5dn5v3lzsem6cy4spdc2h", "the address is one of BCH main, not of LTC main")]
    [InlineData("", "the address is empty")]
    [InlineData("bob", "the address is too short")]
    [InlineData("alice@example.org", "the address has a character that is not of base 58")]
    [InlineData("LVuDpNCSSj6pQ7t9Pv6d6sUkLKoqDEVUnK", "the address has a wrong checksum: a character is wrong or missing")]
    [InlineData(Some.Xpub, "the address has a wrong length")]
    public void An_address_of_another_chain_is_refused_by_its_name(string address, string why)
    {
        Assert.Equal(why.Length == 0, Addresses.TryRead(Chains.LtcMain, address, out _, out var said));
        Assert.Equal(why, said);
    }

    [Fact]
    public void A_text_that_is_far_too_long_is_refused_at_once()
    {
        Assert.False(Addresses.TryRead(Chains.BtcMain, new string('1', 1_000_000), out _, out var why));
        Assert.Equal("the address is too long", why);
    }

    [Fact]
    public void Every_script_that_has_an_address_has_it_back() => Gen.Select(Gens.AllChains, Gens.Hash20, Gens.Hash32, Gen.Byte.Array[2, 40], Gen.Int[1, 16]).Sample(
        (chain, hash, longHash, program, version) =>
        {
            Bytes[] scripts = chain.HasSegwit
                ? [Scripts.ToKeyHash(hash), Scripts.ToScriptHash(hash), Scripts.ToWitness(0, hash), Scripts.ToWitness(0, longHash), Scripts.ToWitness(version, program)]
                : [Scripts.ToKeyHash(hash), Scripts.ToScriptHash(hash), Scripts.ToScriptHash(longHash)];
            return scripts.All(s => Addresses.TryRead(chain, Addresses.Write(chain, s)!, out var read, out _) && read.Script == s && read.Kind == Scripts.KindOf(chain, s.Span))
                && scripts.Take(2).All(s => Addresses.TryRead(chain, Addresses.WriteOld(chain, s)!, out var read, out _) && read.Script == s);
        });

    [Fact]
    public void One_to_four_changed_characters_are_always_found_in_cash_addresses() => AssertFinds(Gens.Hash20.SelectMany(hash =>
    {
        var address = Addresses.Write(Chains.BchMain, Scripts.ToKeyHash(hash))!;
        return Spoilt.Texts(address, Base32Letters, "bitcoincash:".Length);
    }), Chains.BchMain);

    [Fact]
    public void One_to_four_changed_characters_are_always_found_in_segwit_addresses() => AssertFinds(Gen.Select(Gens.Hash32, Gen.Int[0, 1]).SelectMany((hash, version) =>
    {
        var address = Addresses.Write(Chains.LtcMain, Scripts.ToWitness(version, hash))!;
        return Spoilt.Texts(address, Base32Letters, "ltc1".Length);
    }), Chains.LtcMain);

    /// <summary>Here the checksum is a hash: a change passes once in four thousand million times.</summary>
    [Fact]
    public void Changed_characters_are_found_in_old_addresses() => AssertFinds(Gens.Hash20.SelectMany(hash =>
        Spoilt.Texts(Addresses.WriteOld(Chains.BtcMain, Scripts.ToKeyHash(hash))!, Base58Letters)), Chains.BtcMain);

    [Fact]
    public void Any_text_is_an_address_that_prints_as_the_same_destination_or_a_sentence() =>
        Gen.Select(Gens.AllChains, Gen.OneOf(Gen.String, Gen.String[Gen.Char[Base58Letters + Base32Letters + ":1"], 0, 64], Gen.Const("bitcoincash:q"))).Sample(
            (chain, text) => Addresses.TryRead(chain, text, out var destination, out var why) ? Addresses.Write(chain, destination.Script) is not null : why.Length > 0,
            iter: 10_000);

    [Theory]
    [InlineData("BTC", "6a0548656c6c6f", ScriptKind.Data)]
    [InlineData("BTC", "6a", ScriptKind.Data)]
    [InlineData("BTC", "aa20000000000000000000000000000000000000000000000000000000000000000087", ScriptKind.Other)]
    [InlineData("BCH", "aa20000000000000000000000000000000000000000000000000000000000000000087", ScriptKind.LongScriptHash)]
    [InlineData("BCH", "0014751e76e8199196d454941c45d1b3a323f1433bd6", ScriptKind.Other)]
    [InlineData("BCH", "efaa76a914751e76e8199196d454941c45d1b3a323f1433bd688ac", ScriptKind.Other)]
    [InlineData("BTC", "2103ad1d8e89212f0b92c74d23bb710c00662ad1470198ac48c43f7d6f93a2a26873ac", ScriptKind.Other)]
    [InlineData("BTC", "", ScriptKind.Other)]
    [InlineData("BTC", "0015751e76e8199196d454941c45d1b3a323f1433bd600", ScriptKind.Other)]
    public void A_script_is_what_it_is_on_its_chain(string chain, string script, ScriptKind kind)
    {
        var on = Chains.Find(chain, Network.Main)!;

        Assert.Equal(kind, Scripts.KindOf(on, Some.Script(script).Span));
        Assert.Equal(kind == ScriptKind.LongScriptHash, Addresses.Write(on, Some.Script(script)) is not null);
    }

    [Fact]
    public void Any_bytes_are_a_script_of_some_kind() => Gen.Select(Gens.AllChains, Gens.Scripts).Sample(
        (chain, script) => Addresses.Write(chain, script) is null || Scripts.KindOf(chain, script.Span) is not (ScriptKind.Other or ScriptKind.Data));

    [Fact]
    public void The_chains_differ_in_what_is_final_and_in_all_the_money_there_is()
    {
        Assert.Equal(9, Chains.All.Distinct().Count());
        Assert.All(Chains.All, c => Assert.Equal((c.Name == "BCH" ? 10 : 6, c.Name == "LTC" ? 84 : 21), (c.FinalConfirmations, (int)(c.MaxMoney.Satoshis / 100_000_000_000_000))));
        Assert.Null(Chains.Find("XMR", Network.Main));
        Assert.Equal("BCH regtest", Chains.BchRegtest.ToString());
    }

    private static void AssertFinds(Gen<string> spoilt, Chain chain) =>
        spoilt.Sample(text => !Addresses.TryRead(chain, text, out _, out var why) && why.Length > 0, iter: 2_000);
}
