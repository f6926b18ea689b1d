using System.Text.Json;
using System.Text.Json.Serialization;
using Paywarden.Ledger;

namespace Paywarden.Wire;

/// <summary>The forms of a ledger's events. Strict, since they are money: a member that is missing, unknown, there twice, null or of another kind is a
/// fault and no default. A form that has to change becomes a new one.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true, // what follows from the rest (a total, a size) is not stored
    Converters =
    [
        typeof(AmountNumber), typeof(BytesText), typeof(TxidText), typeof(OutpointText), typeof(PaymentIdText), typeof(FeeRateNumber), typeof(NetworkText), typeof(DraftFormText), typeof(AttemptStageText), typeof(ProofText),
        typeof(PaymentIdList), typeof(OutputList), typeof(CoinList), typeof(NumberList), typeof(WitnessList), typeof(OutpointList), typeof(ForeignList), typeof(TextList), typeof(MomentList),
        typeof(PaymentList), typeof(AttemptList), typeof(FrozenList), typeof(IndexList), typeof(SpentList), typeof(ForgottenList), typeof(WantedList), typeof(IssuedList), typeof(FiledList), typeof(OthersList),
    ])]
[JsonSerializable(typeof(LedgerEvent.Bound))]
[JsonSerializable(typeof(LedgerEvent.Claimed))]
[JsonSerializable(typeof(LedgerEvent.BuilderChosen))]
[JsonSerializable(typeof(LedgerEvent.Held))]
[JsonSerializable(typeof(LedgerEvent.Released))]
[JsonSerializable(typeof(LedgerEvent.Accepted))]
[JsonSerializable(typeof(LedgerEvent.Rejected))]
[JsonSerializable(typeof(LedgerEvent.Archived))]
[JsonSerializable(typeof(LedgerEvent.Built))]
[JsonSerializable(typeof(LedgerEvent.Dropped))]
[JsonSerializable(typeof(LedgerEvent.Signed))]
[JsonSerializable(typeof(LedgerEvent.Exposed))]
[JsonSerializable(typeof(LedgerEvent.Seen))]
[JsonSerializable(typeof(LedgerEvent.Unseen))]
[JsonSerializable(typeof(LedgerEvent.Confirmed))]
[JsonSerializable(typeof(LedgerEvent.Unconfirmed))]
[JsonSerializable(typeof(LedgerEvent.Final))]
[JsonSerializable(typeof(LedgerEvent.Lost))]
[JsonSerializable(typeof(LedgerEvent.KeptBack))]
[JsonSerializable(typeof(LedgerEvent.LetGo))]
[JsonSerializable(typeof(LedgerEvent.GivenUp))]
[JsonSerializable(typeof(LedgerEvent.ForeignTaken))]
[JsonSerializable(typeof(LedgerEvent.ForeignEnded))]
[JsonSerializable(typeof(LedgerEvent.Imported))]
[JsonSerializable(typeof(LedgerEvent.Reserved))]
[JsonSerializable(typeof(LedgerEvent.Requested))]
[JsonSerializable(typeof(LedgerEvent.Issued))]
[JsonSerializable(typeof(LedgerEvent.Filed))]
[JsonSerializable(typeof(LedgerEvent.Frozen))]
[JsonSerializable(typeof(LedgerEvent.Unfrozen))]
[JsonSerializable(typeof(LedgerEvent.Adopted))]
[JsonSerializable(typeof(LedgerEvent.Reconciled))]
[JsonSerializable(typeof(LedgerSnapshot))]
[JsonSerializable(typeof(ProofForm))]
internal sealed partial class LedgerJson : JsonSerializerContext;
