using System.Text.Json.Serialization;
using Paywarden.Fleet;

namespace Paywarden.Wire;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(FleetEvent.WalletPaused))]
[JsonSerializable(typeof(FleetEvent.WalletResumed))]
internal sealed partial class WireJson : JsonSerializerContext;
