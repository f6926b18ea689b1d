namespace Paywarden.Faults;

/// <summary>The connection is to be reset without a reply.</summary>
internal sealed class ConnectionCut() : Exception("reset on request");
