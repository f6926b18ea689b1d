using CsCheck;

namespace Paywarden.Ledger.Codec;

public sealed class TransactionSpecs
{
    /// <summary>BIP143, native P2WPKH: unsigned and signed. One input has a script, the other a witness.</summary>
    private const string Unsigned =
        "0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000";

    private const string Signed =
        "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000";

    /// <summary>BIP143, P2SH-P2WPKH.</summary>
    private const string Nested =
        "01000000000101db6b1b20aa0fd7b23880be2ecbd4a98130974cf4748fb66092ac4d3ceb1a5477010000001716001479091972186c449eb1ded22b78e40d009bdf0089feffffff02b8b4eb0b000000001976a914a457b684d7f0d539a46a45bbc043f35b59d0d96388ac0008af2f000000001976a914fd270b1ee6abcaea97fea7ad0402e8bd8ad6d77c88ac02473044022047ac8e878352d3ebbde1c94ce3a10d057c24175747116f8288e5d794d12d482f0220217f36a485cae903c713331d877c1f64677e3622ad4010726870540656fe9dcb012103ad1d8e89212f0b92c74d23bb710c00662ad1470198ac48c43f7d6f93a2a2687392040000";

    /// <summary>The first transaction of Bitcoin: coinbase, no lock but a key.</summary>
    private const string Genesis =
        "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

    [Fact]
    public void A_transaction_with_witness_is_read_whole()
    {
        Assert.True(Transaction.TryRead(Signed, out var signed, out var why), why);

        Assert.Equal(2, signed.Inputs.Length);
        Assert.Equal("9f96ade4b41d5433f4eda31e1738ec2b36f6e7d1420d94a6af99801a88f7f7ff:0", signed.Inputs[0].Spends.ToString());
        Assert.Equal(0xffffffeeU, signed.Inputs[0].Sequence);
        Assert.Equal(73, signed.Inputs[0].Script.Length);
        Assert.Empty(signed.Inputs[0].Witness);
        Assert.Equal([71, 33], signed.Inputs[1].Witness.Select(w => w.Length));
        Assert.Equal([112_340_000, 223_450_000], signed.Outputs.Select(o => o.Value.Satoshis));
        Assert.Equal(17U, signed.LockTime);
        Assert.Equal("e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609", signed.Id().ToString());
        Assert.Equal("c36c38370907df2324d9ce9d149d191192f338b37665a82e78e76a12c909b762", signed.WitnessId().ToString());
        Assert.True(signed.TryPaid(out var paid));
        Assert.Equal("3.3579", paid.ToString());
    }

    [Theory]
    [InlineData(Unsigned)]
    [InlineData(Signed)]
    [InlineData(Nested)]
    [InlineData(Genesis)]
    public void The_same_bytes_are_written(string hex)
    {
        Assert.True(Transaction.TryRead(hex, out var read, out var why), why);
        Assert.Equal(hex, Convert.ToHexStringLower(read.Write()));
    }

    [Theory]
    [InlineData(Genesis, "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")]
    [InlineData(Nested, "ef48d9d0f595052e0f8cdcf825f7a5e50b6a388a81f206f3f4846e5ecd7a0c23")]
    public void Its_name_is_that_of_the_bytes_without_witness(string hex, string txid)
    {
        Assert.True(Transaction.TryRead(hex, out var read, out _));
        Assert.Equal(txid, read.Id().ToString());
        Assert.Equal($"transaction {txid}", read.ToString());
    }

    [Fact]
    public void A_signed_transaction_differs_from_the_unsigned_one_in_signatures_only()
    {
        Assert.True(Transaction.TryRead(Unsigned, out var unsigned, out _));
        Assert.True(Transaction.TryRead(Signed, out var signed, out _));

        Assert.True(signed.DiffersOnlyInSignatures(unsigned));
        Assert.False(signed.DiffersOnlyInSignatures(unsigned with { LockTime = 18 }));
        Assert.False(signed.DiffersOnlyInSignatures(unsigned with { Outputs = [unsigned.Outputs[1], unsigned.Outputs[0]] }));
        Assert.False(signed.DiffersOnlyInSignatures(unsigned with { Inputs = [unsigned.Inputs[0]] }));
    }

    [Theory]
    [InlineData("", "end within the version")]
    [InlineData("0100000000", "end within the flags")]
    [InlineData("01000000000000000000", "no inputs")]
    [InlineData("010000000002", "a form that is not known")]
    [InlineData("01000000fd0100", "shortest form")]
    [InlineData("01000000feffffffff", "more than the bytes can hold")]
    [InlineData("01000000ffffffffffffffffff", "more than the bytes can hold")]
    public void Broken_beginnings_are_refused_with_a_sentence(string hex, string why)
    {
        Assert.False(Transaction.TryRead(hex, out var read, out var said));
        Assert.Null(read);
        Assert.Contains(why, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_say_what_is_wrong()
    {
        const string Coin = "1111111111111111111111111111111111111111111111111111111111111111" + "00000000" + "00" + "ffffffff";
        const string Pay = "0100000000000000" + "00";

        Refused(Genesis + "00", "1 bytes follow the transaction");
        Refused("0100000002" + Coin + Coin + "01" + Pay + "00000000", "one coin is spent twice");
        Refused("0100000001" + Coin + "00" + "00000000", "no inputs or no outputs");
        Refused("0100000001" + Coin + "01" + "ffffffffffffffff" + "00" + "00000000", "an output's value is out of range");
        Refused("0100000001" + Coin + "01" + "01001d68c1d71d00" + "00" + "00000000", "an output's value is out of range");
        Refused("0100000001" + Coin + "02" + "00001d68c1d71d00" + "00" + Pay + "00000000", "the outputs pay more money than there is");
        Refused("0100000000" + "01" + "01" + Coin + "01" + Pay + "00" + "00000000", "says that it has a witness, and has none");
        Refused("0100000000" + "08" + "01" + Coin + "01" + Pay + "01" + "00000000", "MWEB");
        Refused("zz", "not written in hex");
    }

    [Theory]
    [InlineData("01000000" + "feffffff7f")]
    [InlineData("01000000" + "0001" + "feffffff7f")]
    [InlineData("70736274ff" + "feffffff7f")]
    [InlineData("70736274ff" + "0100" + "0f" + "01000000" + "feffffff7f" + "000000000000")]
    public void A_count_of_thousands_of_millions_costs_nothing(string hex)
    {
        var bytes = Some.FromHex(hex);
        _ = (Transaction.TryRead(bytes, out _, out _), PartialTransaction.TryRead(bytes, out _, out _), Psbt.TryRead(bytes, out _, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(Transaction.TryRead(bytes, out _, out _) || PartialTransaction.TryRead(bytes, out _, out _) || Psbt.TryRead(bytes, out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void What_is_written_is_read_as_the_same() =>
        Gens.Transactions.Sample(t => Transaction.TryRead(t.Write(), out var read, out _) && read == t && read.Id() == t.Id() && read.DiffersOnlyInSignatures(t));

    [Fact]
    public void Broken_bytes_give_a_transaction_of_those_bytes_or_a_sentence() => Gens.Broken(Gens.Transactions.Select(t => t.Write())).Sample(
        bytes => Transaction.TryRead(bytes, out var read, out var why) ? read.Write().AsSpan().SequenceEqual(bytes) : why.Length > 0,
        iter: 4_000);

    [Fact]
    public void Any_bytes_give_a_transaction_or_a_sentence() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Transaction.TryRead(bytes, out _, out var why) == (why.Length == 0), iter: 2_000);

    private static void Refused(string hex, string why)
    {
        Assert.False(Transaction.TryRead(hex, out _, out var said));
        Assert.Contains(why, said, StringComparison.Ordinal);
    }
}
