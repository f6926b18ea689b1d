using System.Text.Json;

namespace Paywarden.Ledger.Codec;

/// <summary>What the real daemons said. How the file was made stands in it.</summary>
public sealed class DaemonVectorSpecs
{
    private static readonly JsonElement File = Some.Json("daemon-vectors.json");

    private static readonly JsonElement Litecoin = File.GetProperty("litecoin");

    [Theory]
    [InlineData(0, ScriptKind.WitnessKeyHash)]
    [InlineData(1, ScriptKind.KeyHash)]
    public void Electrums_addresses_follow_from_its_master_public_key(int wallet, ScriptKind kind)
    {
        var vector = File.GetProperty("electrum")[wallet];
        var account = Some.ReadAccount(Chains.BtcRegtest, Text(vector, "key"));

        Assert.Equal(kind, account.Kind);
        AssertBranch(account, 0, vector.GetProperty("receiving"));
        AssertBranch(account, 1, vector.GetProperty("change"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Electrums_unsigned_payments_tell_coins_outputs_and_paths(int wallet)
    {
        foreach (var payment in File.GetProperty("electrum")[wallet].GetProperty("payments").EnumerateArray())
        {
            var psbt = Read(Text(payment, "unsigned"));
            var told = payment.GetProperty("told");

            Assert.False(psbt.IsComplete);
            Assert.Equal(Texts(told, "inputs", "coin"), psbt.Plain.Inputs.Select(i => i.Spends.ToString()));
            Assert.Equal(Numbers(told, "inputs"), psbt.Inputs.Select(i => i.Coin!.Value.Satoshis));
            Assert.Equal(Texts(told, "inputs", "address"), psbt.Inputs.Select(i => Addresses.Write(Chains.BtcRegtest, i.Coin!.Script)));
            Assert.Equal(Texts(told, "inputs", "path"), psbt.Inputs.Select(i => i.Keys.Single().PathText()));
            Assert.Equal(Numbers(told, "outputs"), psbt.Plain.Outputs.Select(o => o.Value.Satoshis));
            Assert.Equal(Texts(told, "outputs", "address"), psbt.Plain.Outputs.Select(o => Addresses.Write(Chains.BtcRegtest, o.Script)));
            Assert.Equal(Texts(told, "outputs", "path"), psbt.Outputs.Select(o => o.Keys.IsEmpty ? null : o.Keys.Single().PathText()));
            Assert.Equal(told.GetProperty("locktime").GetUInt32(), psbt.Plain.LockTime);
            Assert.True(psbt.TryFee(out var fee) && fee.Satoshis == Numbers(told, "inputs").Sum() - Numbers(told, "outputs").Sum());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Electrums_signed_payments_differ_from_the_unsigned_ones_in_signatures_only(int wallet)
    {
        foreach (var payment in File.GetProperty("electrum")[wallet].GetProperty("payments").EnumerateArray())
        {
            var psbt = Read(Text(payment, "unsigned"));

            Assert.False(Psbt.LooksLike(Text(payment, "signed")));
            Assert.True(Transaction.TryRead(Text(payment, "signed"), out var signed, out var why), why);
            Assert.Equal(Text(payment, "signed"), Convert.ToHexStringLower(signed.Write()));
            Assert.True(signed.DiffersOnlyInSignatures(psbt.Plain));
            Assert.Equal(wallet == 0, signed.Id() == psbt.Plain.Id());
            Assert.True(Amount.TryRead(Text(payment, "amount"), out var amount, out _));
            Assert.Contains(signed.Outputs, o => o.Value == amount && Addresses.Write(Chains.BtcRegtest, o.Script) == Text(payment, "destination"));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Electrum_names_a_transaction_as_we_do_and_a_twin_without_keys_gives_the_psbt_back(int wallet)
    {
        var vector = File.GetProperty("electrum")[wallet];
        Assert.True(Transaction.TryRead(Text(vector.GetProperty("broadcast"), "hex"), out var sent, out _));
        Assert.Equal(Text(vector.GetProperty("broadcast"), "txid"), sent.Id().ToString());

        var twin = vector.GetProperty("watch_only");
        var unsigned = Read(Text(twin, "unsigned"));
        Assert.True(Psbt.LooksLike(Text(twin, "signed_by_itself")));
        var back = Read(Text(twin, "signed_by_itself"));
        Assert.False(back.IsComplete);
        Assert.Equal(unsigned.Plain, back.Plain);
        Assert.True(Transaction.TryRead(Text(twin, "signed_by_owner"), out var signed, out _) && signed.DiffersOnlyInSignatures(unsigned.Plain));
    }

    [Fact]
    public void Litecoins_addresses_have_the_scripts_that_it_says()
    {
        foreach (var vector in Litecoin.GetProperty("addresses").EnumerateArray())
        {
            Assert.True(Addresses.TryRead(Chains.LtcRegtest, Text(vector, "address"), out var destination, out var why), why);
            Assert.Equal(Text(vector, "script"), destination.Script.Hex);
            Assert.Equal(Text(vector, "address"), Addresses.Write(Chains.LtcRegtest, destination.Script));
        }
    }

    [Fact]
    public void Litecoin_derives_the_addresses_that_we_do()
    {
        foreach (var vector in Litecoin.GetProperty("derived").EnumerateArray())
        {
            var account = Some.ReadAccount(Chains.LtcRegtest, Text(vector, "key"));
            Assert.True(account.TryDerive(0, out var branch, out _));
            for (uint index = 0; index <= 4; index++)
            {
                Assert.True(branch.TryDerive(index, out var key, out _));
                var hash = Hashes.OfKey(key.PublicKey.Span);
                var script = Text(vector, "form") == "pkh" ? Scripts.ToKeyHash(hash) : Scripts.ToWitness(0, hash);
                Assert.Equal(vector.GetProperty("addresses")[(int)index].GetString(), Addresses.Write(Chains.LtcRegtest, script));
            }
        }
    }

    [Fact]
    public void Litecoins_psbts_are_read_at_every_stage()
    {
        foreach (var vector in Litecoin.GetProperty("payments").EnumerateArray())
        {
            var (created, processed, final) = (Read(Text(vector, "created")), Read(Text(vector, "processed")), Read(Text(vector, "finalized")));
            Assert.True(Transaction.TryRead(Text(vector, "hex"), out var signed, out var why), why);

            Assert.False(created.IsComplete);
            Assert.True(final.IsComplete);
            Assert.Equal((created.Plain, created.Plain), (processed.Plain, final.Plain));
            Assert.True(signed.DiffersOnlyInSignatures(created.Plain));
            Assert.True(final.TryFee(out var fee));
            Assert.Equal(decimal.Parse(Text(vector, "fee"), System.Globalization.CultureInfo.InvariantCulture), fee.Satoshis / 100_000_000m);
            Assert.Equal((Text(vector, "txid"), Text(vector, "wtxid")), (signed.Id().ToString(), signed.WitnessId().ToString()));
            Assert.Equal(Text(vector, "hex"), Convert.ToHexStringLower(signed.Write()));
            Assert.Equal(vector.GetProperty("inputs").EnumerateArray().Select(i => i.GetString()), signed.Inputs.Select(i => i.Spends.ToString()));
            Assert.Equal(Numbers(vector, "outputs"), signed.Outputs.Select(o => o.Value.Satoshis));
            Assert.Equal(Texts(vector, "outputs", "address"), signed.Outputs.Select(o => Addresses.Write(Chains.LtcRegtest, o.Script)));
            AssertFinal(final, signed);
        }
    }

    [Fact]
    public void Litecoins_least_amounts_are_our_dust_limits()
    {
        foreach (var least in Litecoin.GetProperty("least_amounts").EnumerateObject())
        {
            Assert.Equal(least.Value.GetInt64(), Chains.LtcMain.Dust.For(Enum.Parse<ScriptKind>(least.Name)).Satoshis);
        }
    }

    [Fact]
    public void The_transaction_that_brings_coins_out_of_Litecoins_extension_block_is_read()
    {
        var hogEx = Litecoin.GetProperty("hogex");

        Assert.True(Transaction.TryRead(Text(hogEx, "hex"), out var read, out var why), why);
        Assert.True(read.IsFromExtension);
        Assert.Equal(Text(hogEx, "txid"), read.Id().ToString());
        Assert.Equal(Text(hogEx, "hash"), read.WitnessId().ToString());
        Assert.Equal(Text(hogEx, "hex"), Convert.ToHexStringLower(read.Write()));
        Assert.False(Addresses.TryRead(Chains.LtcRegtest, Text(Litecoin, "mweb_address"), out _, out _));
    }

    private static void AssertFinal(Psbt final, Transaction signed)
    {
        for (var i = 0; i < signed.Inputs.Length; i++)
        {
            Assert.Equal(signed.Inputs[i].Script, final.Inputs[i].FinalScript ?? Bytes.Empty);
            Assert.Equal(signed.Inputs[i].Witness.AsEnumerable(), final.Inputs[i].FinalWitness ?? []);
        }
    }

    private static void AssertBranch(ExtendedPublicKey account, uint branch, JsonElement addresses)
    {
        uint index = 0;
        foreach (var address in addresses.EnumerateArray())
        {
            Assert.True(account.TryAddress(branch, index++, out var derived, out var why), why);
            Assert.Equal(address.GetString(), derived);
        }
    }

    private static Psbt Read(string base64)
    {
        Assert.True(Psbt.TryRead(base64, out var psbt, out var why), why);
        Assert.Equal(base64, Convert.ToBase64String(psbt.Write()));
        return psbt;
    }

    private static string Text(JsonElement from, string name) => from.GetProperty(name).GetString()!;

    private static string?[] Texts(JsonElement from, string list, string name) => [.. from.GetProperty(list).EnumerateArray().Select(e => e.GetProperty(name).GetString())];

    private static long[] Numbers(JsonElement from, string list) => [.. from.GetProperty(list).EnumerateArray().Select(e => e.GetProperty("satoshis").GetInt64())];
}
