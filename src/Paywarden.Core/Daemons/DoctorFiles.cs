using System.Collections.Immutable;

namespace Paywarden.Daemons;

/// <summary>The doctor's rules about what a daemon wrote.</summary>
internal static class DoctorFiles
{
    private const int LineLength = 200;

    private static readonly ImmutableArray<string> Alarms = ["error", "exception", "traceback", "fatal", "critical", "failed", "cannot", "not running", "denied"];

    /// <summary>A living daemon's old complaint is worth knowing and no more; the last words of one that is down are the first thing to read.</summary>
    public static DoctorCheck Output(DoctorSight sight)
    {
        const string Check = "output";
        var alarm = sight.LastLines.LastOrDefault(line => Alarms.Any(a => line.Contains(a, StringComparison.OrdinalIgnoreCase)));
        var serves = sight.Status.State is DaemonState.Ready or DaemonState.Degraded or DaemonState.Stopped;
        return alarm is null ? Doctor.Good(sight, Check, "no line that looks like an error")
            : serves ? Doctor.Good(sight, Check, $"the last error it printed: {Short(alarm)}")
            : Doctor.Warn(sight, Check, $"the last error it printed: {Short(alarm)}", $"The lines around it: paywarden logs {sight.Spec.Id}");
    }

    public static DoctorCheck Wallet(DoctorSight sight, WalletSight wallet)
    {
        const string Check = "wallet file";
        return wallet switch
        {
            { Bytes: null } when sight.Status.State == DaemonState.Pending => Doctor.Warn(sight, Check, $"{wallet.Path} is not made yet: {sight.Status.Why}", $"How {sight.Spec.Signer} is: paywarden explain {sight.Spec.Signer}"),
            { Bytes: null } when sight.Status.State == DaemonState.Parked =>
                Doctor.Bad(sight, Check, $"{wallet.Path} does not exist", $"Put the wallet at {sight.Spec.WalletFile}, then: paywarden unpark {sight.Spec.Id}"),
            { Bytes: null } => Doctor.Bad(sight, Check, $"{wallet.Path} does not exist", $"If the daemon still runs, back its wallet up first; a fresh copy of the imported one: paywarden recreate {sight.Spec.Id}"),
            { Bytes: 0 } => Doctor.Bad(sight, Check, $"{wallet.Path} is empty", $"paywarden recreate {sight.Spec.Id} takes a fresh copy of the imported wallet and keeps this one aside"),
            { OpenToOthers: true } => Doctor.Warn(sight, Check, $"{wallet.Path} has {Doctor.Size(wallet.Bytes.Value)}, and other users can read it", $"chmod 600 {wallet.Path}"),
            _ => Doctor.Good(sight, Check, $"{wallet.Path} has {Doctor.Size(wallet.Bytes.Value)}, for its owner alone"),
        };
    }

    private static string Short(string line) => line.Trim() is var text && text.Length <= LineLength ? text : $"{line.Trim()[..LineLength]}…";
}
