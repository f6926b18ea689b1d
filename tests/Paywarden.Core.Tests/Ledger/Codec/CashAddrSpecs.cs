using System.Text.Json;

namespace Paywarden.Ledger.Codec;

public sealed class CashAddrSpecs
{
    private static readonly JsonElement Published = Some.Json("cashaddr-vectors.json");

    public static TheoryData<string, int, string> Payloads()
    {
        var cases = new TheoryData<string, int, string>();
        foreach (var vector in Published.GetProperty("payloads").EnumerateArray())
        {
            cases.Add(vector.GetProperty("address").GetString()!, vector.GetProperty("version").GetInt32(), vector.GetProperty("data").GetString()!);
        }

        return cases;
    }

    public static TheoryData<string, string> Destinations()
    {
        var cases = new TheoryData<string, string>();
        foreach (var vector in Published.GetProperty("destinations").EnumerateArray())
        {
            cases.Add(vector.GetProperty("address").GetString()!, vector.GetProperty("hash").GetString()!);
        }

        return cases;
    }

    /// <summary>Sizes from 20 to 224 bytes and types that do not exist: it is the text form alone.</summary>
    [Theory]
    [MemberData(nameof(Payloads))]
    public void Published_texts_hold_the_published_bytes(string address, int version, string data)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);

        Assert.True(CashAddr.TryRead(address[..colon], address.AsSpan(colon + 1), out var readVersion, out var read, out var why), why);
        Assert.Equal((version, data.ToUpperInvariant()), (readVersion, Convert.ToHexString(read)));
        Assert.Equal(address, CashAddr.Write(address[..colon], (byte)version, read));
    }

    [Theory]
    [InlineData("prefix:x64nx6hz")]
    [InlineData("p:gpf8m4h7")]
    [InlineData("bitcoincash:qpzry9x8gf2tvdw0s3jn54khce6mua7lcw20ayyn")]
    [InlineData("bchtest:spectestnetaddressrealrealaddressqpan2k9lh")]
    [InlineData("bchreg:555555555555555555555555555555555555555555555udxmlmrz")]
    public void Published_checksums_are_right_although_nothing_is_in_them(string address)
    {
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var values = new byte[address.Length - colon - 1];

        Assert.True(Base32.TryValues(address.AsSpan(colon + 1), values));
        Assert.Equal(0UL, CashAddr.PolyMod(address[..colon], values));
    }

    /// <summary>Plain and token-aware, 20 and 32 bytes (CashTokens' own vectors).</summary>
    [Theory]
    [MemberData(nameof(Destinations))]
    public void Published_destinations_are_read_on_their_network(string address, string hash)
    {
        var chain = Chains.All.Single(c => c.CashPrefix is { } prefix && address.StartsWith(prefix + ':', StringComparison.Ordinal));
        var first = address[chain.CashPrefix!.Length + 1];

        Assert.True(Addresses.TryRead(chain, address, out var destination, out var why), why);
        Assert.Equal(first is 'z' or 'r', destination.TakesTokens);
        Assert.Contains(hash.ToLowerInvariant(), destination.Script.Hex, StringComparison.Ordinal);
        Assert.Equal(destination.Kind, Scripts.KindOf(chain, destination.Script.Span));
        if (!destination.TakesTokens)
        {
            Assert.Equal(address, Addresses.Write(chain, destination.Script));
        }

        Assert.True(Addresses.TryRead(chain, address[(chain.CashPrefix.Length + 1)..], out var bare, out _));
        Assert.True(Addresses.TryRead(chain, address.ToUpperInvariant(), out var loud, out _));
        Assert.Equal((destination, destination), (bare, loud));
    }

    [Theory]
    [InlineData("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")]
    [InlineData("1KXrWXciRDZUpQwQmuM1DbwsKDLYAYsVLR", "bitcoincash:qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy")]
    [InlineData("16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb", "bitcoincash:qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r")]
    [InlineData("3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq")]
    [InlineData("3LDsS579y7sruadqu11beEJoTjdFiFCdX4", "bitcoincash:pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e")]
    [InlineData("31nwvkZwyPdgzjBJZXfDmSWsC4ZLKpYyUw", "bitcoincash:pqq3728yw0y47sqn6l2na30mcw6zm78dzq5ucqzc37")]
    public void Old_and_new_forms_are_one_destination(string old, string cash)
    {
        Assert.True(Addresses.TryRead(Chains.BchMain, old, out var first, out _));
        Assert.True(Addresses.TryRead(Chains.BchMain, cash, out var second, out _));
        Assert.Equal(first, second);
        Assert.Equal(cash, Addresses.Write(Chains.BchMain, first.Script));
        Assert.Equal(old, Addresses.WriteOld(Chains.BchMain, second.Script));
    }

    [Theory]
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b", "the address has a character that no cash address has")]
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q", "the address has a wrong checksum: a character is wrong or missing")]
    [InlineData("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6", "the address has a wrong checksum: a character is wrong or missing")]
    [InlineData("bitcoincash:Qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "the address mixes upper and lower case")]
    [InlineData("BITCOINCASH:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "the address mixes upper and lower case")]
    [InlineData("bitcoincash:", "the address is too short")]
    [InlineData("bitcoincash:bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "the address has a character that no cash address has")]
    [InlineData("simpleledger:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "the address has another prefix than those of BCH main")]
    [InlineData("bitcoincash:qvch8mmxy0rtfrlarg7ucrxxfzds5pamg73h7370aa87d80gyhqxq5nlegake", "the address is of a kind that the chain does not have")]
    [InlineData("bitcoincash:q9adhakpwzztepkpwp5z0dq62m6u5v5xtyj7j3h2ws4mr9g0", "the address is of a kind that the chain does not have")]
    [InlineData("bitcoincash:gr7fzmep8g7h7ymfxy74lgc0v950j3r295e7fgh7hp", "the address is of a kind that the chain does not have")]
    [InlineData("bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t", "the address is one of BCH test, not of BCH main")]
    [InlineData("qr7fzmep8g7h7ymfxy74lgc0v950j3r295m39d8z59", "the address is one of BCH regtest, not of BCH main")]
    public void Anything_else_is_refused_with_a_sentence(string address, string why)
    {
        Assert.False(Addresses.TryRead(Chains.BchMain, address, out _, out var said));
        Assert.Equal(why, said);
    }

    /// <summary>Version bytes whose checksum is right and whose meaning is reserved or does not fit the data.</summary>
    [Theory]
    [InlineData(128, 20, "the address has a wrong length for its kind")]
    [InlineData(3, 20, "the address has a wrong length for its kind")]
    [InlineData(0, 32, "the address has a wrong length for its kind")]
    [InlineData(19, 32, "the address is of a kind that the chain does not have")]
    [InlineData(32, 20, "the address is of a kind that the chain does not have")]
    public void A_version_that_means_nothing_is_refused(byte version, int length, string why)
    {
        Assert.False(Addresses.TryRead(Chains.BchMain, CashAddr.Write("bitcoincash", version, new byte[length]), out _, out var said));
        Assert.Equal(why, said);
    }
}
