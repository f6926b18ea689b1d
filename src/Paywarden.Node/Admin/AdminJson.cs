using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Paywarden.Daemons;
using Paywarden.Kernel;

namespace Paywarden.Admin;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCase<DaemonState>), typeof(SnakeCase<DaemonRole>), typeof(SnakeCase<Outcome>), typeof(SnakeCase<DoctorVerdict>)])]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(WalletHealth))]
[JsonSerializable(typeof(ListView<NodeView>))]
[JsonSerializable(typeof(ListView<WalletView>))]
[JsonSerializable(typeof(ListView<DaemonView>))]
[JsonSerializable(typeof(ListView<EventView>))]
[JsonSerializable(typeof(ListView<DoctorCheck>))]
[JsonSerializable(typeof(ListView<WebhookView>))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ExplainView))]
[JsonSerializable(typeof(LogView))]
[JsonSerializable(typeof(ActView))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(PaymentListView))]
[JsonSerializable(typeof(PaymentView))]
[JsonSerializable(typeof(ReconcileView))]
[JsonSerializable(typeof(ReplaceBody))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(CallBody))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class AdminJson : JsonSerializerContext;

/// <summary>Enums as the outside writes them: backing_off.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
