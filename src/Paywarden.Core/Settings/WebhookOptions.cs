using Paywarden.Kernel;

namespace Paywarden.Settings;

public sealed class WebhookOptions
{
    public string Url { get; set; } = "";

    public Secret Secret { get; set; } = Secret.None;

    /// <summary>Signs as well while receivers change to the new one; empty: only one signs.</summary>
    public Secret OldSecret { get; set; } = Secret.None;

    /// <summary>Kinds of events, or families such as "payment.*", or "*".</summary>
    public List<string> Events { get; set; } = [];

    public bool AllowPrivate { get; set; }

    public TimeSpan Timeout { get; set; }

    public WebhookRetryOptions Retry { get; set; } = new();
}

public sealed class WebhookRetryOptions
{
    public TimeSpan First { get; set; }

    public TimeSpan Max { get; set; }

    public TimeSpan For { get; set; }
}
