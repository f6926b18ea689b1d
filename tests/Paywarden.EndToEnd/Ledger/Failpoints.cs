using Paywarden.Harness;

namespace Paywarden.Ledger;

/// <summary>Where a node built with failpoints is told to die or to stand still: files in a folder that both know.</summary>
internal sealed class Failpoints(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Folder => folder;

    /// <summary>It dies there, once.</summary>
    public void Die(string point) => Arm(point, "die");

    /// <summary>It stands still there, once, until it is released.</summary>
    public void Hold(string point) => Arm(point, "");

    public bool IsReached(string point) => File.Exists(Reached(point));

    /// <returns>The daemon whose call is held.</returns>
    public Task<string> HeldAsync(string point) =>
        Eventually.SeeAsync($"{point} is reached", Patience, async () => IsReached(point) ? await File.ReadAllTextAsync(Reached(point)) : "", daemon => daemon.Length > 0);

    public void Release(string point) => File.Delete(Reached(point));


    private void Arm(string point, string what)
    {
        // Whole or not at all: the node may look at any moment.
        File.Delete(Reached(point));
        var half = Path.Combine(folder, $"{point}.half");
        File.WriteAllText(half, what);
        File.Move(half, Path.Combine(folder, point));
    }

    private string Reached(string point) => Path.Combine(folder, $"{point}.reached");
}
