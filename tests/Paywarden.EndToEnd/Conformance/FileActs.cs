using System.Text.Json;
using Paywarden.Harness;
using Xunit.Sdk;

namespace Paywarden.Conformance;

/// <summary>The files that a daemon leaves, and those that somebody puts in its way.</summary>
internal sealed class FileActs(Stage stage)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task FileAsync(Step step)
    {
        if (!step.Flag("until"))
        {
            Check(step);
            return;
        }

        await Eventually.HoldsAsync(step.ToString(), Patience, () =>
        {
            try
            {
                Check(step);
                return true;
            }
            catch (XunitException)
            {
                return false;
            }
        });
    }

    public Task WriteAsync(Step step)
    {
        var path = stage.Path(step, step.Text("write"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllTextAsync(path, stage.Variables.Fill(step.Text("content")));
    }

    public Task CopyAsync(Step step)
    {
        File.Copy(stage.Path(step, step.Text("copy")), stage.Path(step, step.Text("to")), overwrite: true);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(Step step)
    {
        File.Delete(stage.Path(step, step.Text("remove")));
        return Task.CompletedTask;
    }

    private void Check(Step step)
    {
        var path = stage.Path(step, step.Text("file"));
        var exists = File.Exists(path) || Directory.Exists(path);
        Assert.True(exists == step.Flag("exists", true), $"{path} {(exists ? "is" : "is not")} there");
        if (File.Exists(path))
        {
            var text = File.ReadAllText(path);
            ReplyCheck.CheckText(step, "text", text, stage.Variables);
            if (step["json"] is { } pattern)
            {
                Pattern.Check(pattern, JsonDocument.Parse(text).RootElement, stage.Variables, path);
            }
        }
    }
}
