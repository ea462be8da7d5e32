namespace VisionSystem.Inference.Models;

/// <summary>
/// The boundary to the engine, for tests: what is set here is called with the model's name just before each run and may
/// fail as the engine does. The service sets nothing.
/// </summary>
internal sealed class EngineHook
{
    public Action<string>? BeforeRun { get; set; }
}
