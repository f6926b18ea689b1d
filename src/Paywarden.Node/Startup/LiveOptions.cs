using Microsoft.Extensions.Options;
using Paywarden.Settings;

namespace Paywarden.Startup;

/// <summary>The options in force, swapped whole by a reload.</summary>
internal sealed class LiveOptions(PaywardenOptions options) : IOptionsMonitor<PaywardenOptions>
{
    private PaywardenOptions _current = options;
    private Action<PaywardenOptions, string?>? _listeners;

    public PaywardenOptions CurrentValue => Volatile.Read(ref _current);

    public PaywardenOptions Get(string? name) => CurrentValue;

    public IDisposable OnChange(Action<PaywardenOptions, string?> listener)
    {
        _listeners += listener;
        return new Subscription(() => _listeners -= listener);
    }

    public void Take(PaywardenOptions options)
    {
        Volatile.Write(ref _current, options);
        _listeners?.Invoke(options, null);
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
