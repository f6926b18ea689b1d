namespace Paywarden.Ledger.Codec;

/// <summary>Where an address leads.</summary>
/// <param name="Script">What an output that pays to it must have; two addresses with the same script are the same destination.</param>
/// <param name="TakesTokens">A token-aware cash address (CashTokens, 2022-02): its owner says that tokens may come too. For money it is the same.</param>
public sealed record Destination(Bytes Script, ScriptKind Kind, bool TakesTokens);
