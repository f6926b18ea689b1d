using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paywarden.Admin;

/// <summary>The parts of the node's answers that the verbs draw; --json prints the answers themselves.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ItemsOf<NodeItem>))]
[JsonSerializable(typeof(ItemsOf<WalletItem>))]
[JsonSerializable(typeof(ItemsOf<DaemonItem>))]
[JsonSerializable(typeof(ItemsOf<EventItem>))]
[JsonSerializable(typeof(ItemsOf<CheckItem>))]
[JsonSerializable(typeof(LogItem))]
[JsonSerializable(typeof(ExplainItem))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(CallResult))]
[JsonSerializable(typeof(Reloaded))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ReasonOf))]
[JsonSerializable(typeof(CallOf))]
[JsonSerializable(typeof(PaymentItems))]
[JsonSerializable(typeof(PaymentItem))]
[JsonSerializable(typeof(Compared))]
[JsonSerializable(typeof(RateOf))]
[JsonSerializable(typeof(OrderOf))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class Wire : JsonSerializerContext;

internal sealed record ItemsOf<T>(ImmutableArray<T> Items, long? Next);

internal sealed record NodeItem(string Name, string Version, bool Ready, string Why, int Daemons, int Serving);

internal sealed record WalletItem(string Name, string Dialect, string Network, bool Reads, bool Money, string Why, int? Height);

internal sealed record DaemonItem(
    string Id, string Wallet, string State, string Why, int? Pid, int? Port, int Restarts, DateTimeOffset Since, string Role, int? Height, ImmutableArray<string> Degradations);

internal sealed record EventItem(long Sequence, DateTimeOffset At, string Kind, string Wallet, string Daemon, string Why, string By);

internal sealed record CheckItem(string Subject, string Check, string Verdict, string Seen, string Cure);

internal sealed record LogItem(ImmutableArray<string> Lines);

internal sealed record ExplainItem(ImmutableArray<string> Story, ImmutableArray<string> LastLines);

internal sealed record Done([property: JsonPropertyName("done")] string Text);

internal sealed record CallResult(JsonElement Result, string Daemon);

internal sealed record Reloaded(ImmutableArray<string> Applied, ImmutableArray<string> NeedRestart);

internal sealed record Problem(string? Title, string? Detail);

internal sealed record ReasonOf(string Reason);

internal sealed record CallOf(string Method, JsonElement Params, string? Daemon);
