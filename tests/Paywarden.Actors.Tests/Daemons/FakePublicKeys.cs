namespace Paywarden.Daemons;

/// <summary>Remembers what it is told, until the test says otherwise.</summary>
internal sealed class FakePublicKeys : IPublicKeys
{
    public TaskCompletionSource<string> Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<(string Daemon, string Key)> Learnt { get; } = [];

    /// <summary>Why no key is the wallet's.</summary>
    public string? Refusal { get; set; }

    public Task<string> ToldAsync(string wallet, CancellationToken cancel) => Told.Task.WaitAsync(cancel);

    public string? Learn(DaemonSpec daemon, string key)
    {
        Learnt.Add((daemon.Id, key));
        return Refusal;
    }
}
