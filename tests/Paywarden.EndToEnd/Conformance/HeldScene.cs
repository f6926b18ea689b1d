using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Conformance;

/// <summary>A scene that stays open from the first row of a class to the last.</summary>
internal sealed class HeldScene : ITestOutputHelper
{
    private readonly TaskCompletionSource<Scene> _opened = new();
    private readonly TaskCompletionSource _closing = new();
    private Task? _play;

    public Task<Scene> OpenAsync()
    {
        _play = Scene.PlayAsync(this, async scene =>
        {
            _opened.SetResult(scene);
            await _closing.Task;
        });
        return _opened.Task;
    }

    public async Task CloseAsync()
    {
        _closing.SetResult();
        await (_play ?? Task.CompletedTask);
    }

    // No single row's output: a row that fails says what it saw itself.
    void ITestOutputHelper.WriteLine(string message)
    {
    }

    void ITestOutputHelper.WriteLine(string format, params object[] args)
    {
    }
}
