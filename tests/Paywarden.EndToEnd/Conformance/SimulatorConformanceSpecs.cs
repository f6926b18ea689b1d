using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Conformance;

/// <summary>Every fact of the real daemons that a socket or a process can show, held against the Simulator: what passes against it
/// should pass against them.</summary>
[Collection(Alone.Name)]
public sealed class SimulatorConformanceSpecs(SimulatorConformanceSpecs.Rehearsal rehearsal, ITestOutputHelper output)
    : IClassFixture<SimulatorConformanceSpecs.Rehearsal>
{
    public static TheoryData<FactRow> Facts => new(FactTable.For(Subject.Simulator));

    [Theory]
    [MemberData(nameof(Facts))]
    public Task Simulator(FactRow fact) => Scene.PlayAsync(output, scene => FactPlay.PlayAsync(fact, scene, new SimulatorSubject(scene), rehearsal.Shared));

    public sealed class Rehearsal : IAsyncLifetime
    {
        private readonly Scene _scene = Scene.Open();

        internal Seat Shared { get; private set; } = null!;

        public async Task InitializeAsync() => Shared = await FactPlay.WakeAsync(_scene, new SimulatorSubject(_scene));

        public async Task DisposeAsync()
        {
            Shared?.Dispose();
            await _scene.EndAsync();
            _scene.Clear();
        }
    }
}
