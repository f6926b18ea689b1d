namespace Paywarden.Kernel;

/// <summary>One line of the history that operators read: a sentence with who, what, when and about what.</summary>
/// <param name="Sequence">Position in the log, from 1; 0 before the log has stored it.</param>
/// <param name="Kind">Stable kebab-case name: "daemon-launched", "daemon-exited", "wallet-paused"….</param>
/// <param name="Wallet">Empty when it concerns the node.</param>
/// <param name="Daemon">Empty when it concerns no single daemon.</param>
/// <param name="Why">The sentence. Never holds a secret.</param>
/// <param name="By">Who caused it: "paywarden" for what the node did by itself, else the operator's name.</param>
public sealed record EventEntry(long Sequence, DateTimeOffset At, string Kind, string Node, string Wallet, string Daemon, string Why, string By);
