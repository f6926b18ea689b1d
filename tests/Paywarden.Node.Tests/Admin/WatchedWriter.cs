using System.Text;

namespace Paywarden.Admin;

/// <summary>Collects output, tells when a text has come, and cancels what runs once the last awaited text is there.</summary>
public sealed class WatchedWriter(string last, CancellationTokenSource cancel) : TextWriter
{
    private readonly StringBuilder _all = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    public override Encoding Encoding => Encoding.UTF8;

    public Task Seen(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_all)
        {
            _awaited.Add((text, seen));
            Look();
        }

        return seen.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    public override void Write(char value)
    {
        lock (_all)
        {
            _all.Append(value);
            if (value == '\n')
            {
                Look();
            }
        }
    }

    private void Look()
    {
        var all = _all.ToString();
        foreach (var (text, seen) in _awaited.Where(a => all.Contains(a.Text, StringComparison.Ordinal)))
        {
            seen.TrySetResult();
        }

        if (all.Contains(last, StringComparison.Ordinal))
        {
            cancel.CancelAfter(0);
        }
    }
}
