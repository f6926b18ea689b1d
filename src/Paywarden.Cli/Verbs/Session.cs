using System.Text.Json.Serialization.Metadata;
using Paywarden.Admin;

namespace Paywarden.Verbs;

/// <summary>One run of one verb: the node it talks to and where it writes.</summary>
internal sealed class Session(NodeClient node, Screen screen, Surroundings around)
{
    public NodeClient Node => node;

    public Screen Screen => screen;

    public DateTimeOffset Now => around.Clock.GetUtcNow();

    public Surroundings Around => around;

    /// <summary>Asks, then shows: the node's own JSON with --json, else what <paramref name="show"/> draws.</summary>
    public async Task<int> ShowAsync<T>(Task<Reply<T>> asking, Action<T> show)
        where T : class
    {
        switch (await asking)
        {
            case Reply<T>.Good good:
                if (screen.Json)
                {
                    screen.Raw(good.Text);
                }
                else
                {
                    show(good.Value);
                }

                return ExitCode.Ok;
            case Reply<T>.Bad bad:
                screen.Fail(bad.Failure);
                return bad.Failure.Exit;
            default:
                throw new InvalidOperationException("unknown reply");
        }
    }

    public Task<int> ShowAsync<T>(string path, JsonTypeInfo<T> type, Action<T> show, CancellationToken cancel)
        where T : class => ShowAsync(node.GetAsync(path, type, cancel), show);

    /// <summary>Has the node do something and prints its sentence.</summary>
    public Task<int> ActAsync(string path, string? body, CancellationToken cancel) =>
        ShowAsync(node.PostAsync(path, body, Wire.Default.Done, cancel), done => screen.Line(done.Text));
}
