using System.Text;
using Akka.Actor;
using CsCheck;
using Paywarden.Kernel;
using Paywarden.Ledger;
using Paywarden.Ledger.Codec;

namespace Paywarden.Wire;

/// <summary>The journal of a ledger is money: what is written is read again to the last bit, and what is damaged is never taken for something else.</summary>
public sealed class LedgerWireSpecs : ActorSpecs
{
    private const string Name = "9d6b27ad3d51b4e6ad2e1a25b3a6cfb4f9a9b6b1b3e0b4a39c0d4c4ad3c5a7f1";

    private static readonly DateTimeOffset At = new(2026, 1, 2, 12, 0, 0, 123, TimeSpan.Zero);

    private WireSerializer Wire => new((ExtendedActorSystem)Sys);

    public static TheoryData<string> Manifests => [.. OfLedgers];

    private const string Snapshot = "ledger.snapshot.1";

    private static readonly string[] MayBeNull = ["replaces"];

    private static readonly string[] MayBeNullThere = ["replaces", "builder", "held", "rejected", "txid", "seenBy", "loss", "imported", "terms", "lastReconciled", "letGoBy", "signedAt", "seenAt"];

    private static IEnumerable<string> OfLedgers => WireSerializer.Manifests.Where(m => m.StartsWith("ledger.", StringComparison.Ordinal));

    [Fact]
    public void Every_event_of_a_ledger_has_a_line_in_the_table()
    {
        var events = typeof(LedgerEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(LedgerEvent))).Select(type => type.Name.ToLowerInvariant()).Order();

        Assert.Equal(events, OfLedgers.Where(m => m != Snapshot).Select(m => m["ledger.".Length..^".1".Length].Replace("-", "", StringComparison.Ordinal)).Order());
    }

    /// <summary>Events hold lists, which compare by reference: so by what is written.</summary>
    [Fact]
    public void Every_event_is_read_as_it_was_written()
    {
        var wire = Wire;
        LedgerGens.Events.Sample(e =>
        {
            var written = wire.ToBinary(e);
            var read = wire.FromBinary(written, wire.Manifest(e));

            Assert.IsType(e.GetType(), read);
            Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(wire.ToBinary(read)));
            Assert.Equal(e.At, ((LedgerEvent)read).At);
        });
    }

    [Fact]
    public void Every_part_of_the_largest_events_comes_back()
    {
        var draft = new Draft(
            DraftForm.Psbt, Run("0200ff"), [new Coin(Coin(7), Amount.Of(Amount.MaxSatoshis), Run("76a9"))], [new TransactionOutput(Amount.Zero, Run("6a")), new TransactionOutput(Amount.Of(546), Bytes.Empty)], [1, 0], Amount.Of(226));
        var ids = new[] { PaymentId.Of("store", "ann", "a"), PaymentId.Of("store", "ann", "b") };

        var built = Again(new LedgerEvent.Built(3, [.. ids], draft, 9, null, At));
        var order = Again(new LedgerEvent.Accepted(new PaymentOrder(ids[0], "ann", draft.Outputs, FeeRate.Least, At.AddMinutes(10)), At)).Order;

        Assert.Equal((3, 9L, null, At), (built.Attempt, built.Epoch, built.Replaces, built.At));
        Assert.Equal(ids, built.Payments);
        Assert.Equal((DraftForm.Psbt, draft.Unsigned, draft.Fee), (built.Draft.Form, built.Draft.Unsigned, built.Draft.Fee));
        Assert.Equal(draft.Coins.AsEnumerable(), built.Draft.Coins);
        Assert.Equal(draft.Outputs.AsEnumerable(), built.Draft.Outputs);
        Assert.Equal(draft.OwnChange.AsEnumerable(), built.Draft.OwnChange);
        Assert.Equal((ids[0], "ann", FeeRate.Least, At.AddMinutes(10)), (order.Id, order.User, order.Rate, order.Expires));
        Assert.Equal(draft.Outputs.AsEnumerable(), order.Outputs);
    }

    public static TheoryData<string, Proof> Proofs => new()
    {
        { """{"kind":"never-signed","why":"cancelled by ann"}""", new Proof.NeverSigned("cancelled by ann") },
        {
            $$"""{"kind":"conflict","coin":"{{Name}}:7","winner":"0200ff","winnerId":"{{Name}}","witnesses":[{"daemon":"store-0","server":"a:50002","confirmations":10},{"daemon":"store-1","server":"b:50002","confirmations":11}]}""",
            new Proof.Conflict(Coin(7), Run("0200ff"), Id(), [new Witness("store-0", "a:50002", 10), new Witness("store-1", "b:50002", 11)])
        },
        { """{"kind":"too-poor","wanted":100000000,"has":5}""", new Proof.TooPoor(Amount.Of(100_000_000), Amount.Of(5)) },
        { $$"""{"kind":"replaced","by":"{{Name}}"}""", new Proof.Replaced(Id()) },
        { $$"""{"kind":"parent-lost","parent":"{{Name}}"}""", new Proof.ParentLost(Id()) },
    };

    /// <summary>One event has one golden file; the kinds of proof that are not in it stand here, and are as little to be changed.</summary>
    [Theory]
    [MemberData(nameof(Proofs))]
    public void Every_kind_of_proof_has_its_form_and_its_sentence_again(string form, Proof proof)
    {
        var written = Encoding.UTF8.GetString(Wire.ToBinary(new LedgerEvent.Lost(3, proof, At)));

        Assert.Equal($$"""{"attempt":3,"proof":{{form}},"at":"2026-01-02T12:00:00.123+00:00"}""", written);
        var read = Assert.IsType<LedgerEvent.Lost>(Wire.FromBinary(Encoding.UTF8.GetBytes(written), "ledger.lost.1")).Proof;
        Assert.IsType(proof.GetType(), read);
        Assert.Equal(proof.Why, read.Why);
    }

    /// <summary>Each member of each golden file, at every depth: away, null, of another kind, there twice, or with a stranger beside it.</summary>
    [Theory]
    [MemberData(nameof(Manifests))]
    public void Damaged_event_is_refused_and_never_filled_with_defaults(string manifest)
    {
        var good = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Wire", "Golden", manifest + ".json")).TrimEnd();
        Assert.False(IsRefused(manifest, LedgerDamage.None(good)));
        foreach (var broken in LedgerDamage.Of(good, manifest == Snapshot ? MayBeNullThere : MayBeNull))
        {
            Assert.True(IsRefused(manifest, broken), $"{manifest} was read from {broken}");
        }
    }

    [Theory]
    [InlineData("ledger.frozen.1", $$"""{"coin":"{{Name}}:07","by":"ann","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.frozen.1", $$"""{"coin":"{{Name}}","by":"ann","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.signed.1", $$"""{"attempt":3,"raw":"0200f","txid":"{{Name}}","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.signed.1", """{"attempt":3,"raw":"0200ff","txid":"9d6b","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.signed.1", $$"""{"attempt":3000000000,"raw":"0200ff","txid":"{{Name}}","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.archived.1", """{"payment":"order-1","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.archived.1", """{"payment":"0123456789ABCDEF0123456789abcdef","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.bound.1", """{"wallet":"store","chain":"BCH","network":"Main","accountKey":"xpub","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.bound.1", """{"wallet":"store","chain":"BCH","network":0,"accountKey":"xpub","at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.built.1", """{"attempt":1,"payments":[],"draft":{"form":"Psbt","unsigned":"","coins":[],"outputs":[],"ownChange":[],"fee":1},"epoch":1,"replaces":null,"at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.lost.1", """{"attempt":3,"proof":{"kind":"somebody-said-so","why":"x"},"at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.lost.1", """{"attempt":3,"proof":{"why":"x"},"at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.lost.1", $$"""{"attempt":3,"proof":{"kind":"conflict","coin":"{{Name}}:7","winner":"00","winnerId":"{{Name}}","witnesses":[]},"at":"2026-01-02T12:00:00+00:00"}""")]
    [InlineData("ledger.exposed.1", "null")]
    [InlineData("ledger.exposed.1", "")]
    [InlineData("ledger.exposed.1", """{"Attempt":3,"at":"2026-01-02T12:00:00+00:00"}""")]
    public void Value_out_of_its_range_or_form_is_refused(string manifest, string text) => Assert.True(IsRefused(manifest, text));

    [Theory]
    [InlineData("-1")]
    [InlineData("0.5")]
    [InlineData("1e3")]
    [InlineData("8400000000000001")]
    [InlineData("9223372036854775808")]
    [InlineData("\"226\"")]
    public void Money_is_a_whole_number_of_satoshis_that_there_can_be(string fee)
    {
        const string Before = """{"attempt":1,"payments":[],"draft":{"form":"psbt","unsigned":"","coins":[],"outputs":[],"ownChange":[],"fee":""";
        const string After = """},"epoch":1,"replaces":null,"at":"2026-01-02T12:00:00+00:00"}""";

        Assert.True(IsRefused("ledger.built.1", Before + fee + After));
        Assert.False(IsRefused("ledger.built.1", Before + "8400000000000000" + After));
    }

    [Fact]
    public void What_could_not_be_read_again_is_not_written()
    {
        Assert.ThrowsAny<Exception>(() => Wire.ToBinary(new LedgerEvent.Archived(new PaymentId("order-1"), At)));
        Assert.ThrowsAny<Exception>(() => Wire.ToBinary(new LedgerEvent.Archived(default, At)));
        Assert.ThrowsAny<Exception>(() => Wire.ToBinary(new LedgerEvent.Accepted(new PaymentOrder(PaymentId.Of("store", "ann", "a"), "ann", [], default, At), At)));
        Assert.ThrowsAny<Exception>(() => Wire.ToBinary(new LedgerEvent.Bound("store", "BCH", (Network)9, "xpub", At)));
    }

    /// <summary>A fault reaches logs; the account's key and the bytes to be signed must not.</summary>
    [Fact]
    public void Fault_does_not_show_what_stood_there()
    {
        var fault = Record.Exception(() => Wire.FromBinary("""{"attempt":1,"payments":[],"draft":{"form":"electron-cash","unsigned":"0488b21exyz"}}"""u8.ToArray(), "ledger.built.1"));

        Assert.DoesNotContain("0488b21e", fault!.ToString(), StringComparison.Ordinal);
    }

    private bool IsRefused(string manifest, string text) => Record.Exception(() => Wire.FromBinary(Encoding.UTF8.GetBytes(text), manifest)) is not null;

    private T Again<T>(T e)
        where T : LedgerEvent => Assert.IsType<T>(Wire.FromBinary(Wire.ToBinary(e), Wire.Manifest(e)));

    private static Txid Id() => Txid.TryRead(Name, out var txid) ? txid : throw new InvalidOperationException(Name);

    private static Outpoint Coin(uint index) => new(Id(), index);

    private static Bytes Run(string hex) => Bytes.TryHex(hex, 1000, out var bytes) ? bytes : throw new InvalidOperationException(hex);
}
