using Microsoft.ML.OnnxRuntime;

namespace VisionSystem.Vision.Models;

/// <summary>
/// The engine's sessions of one model. On a CPU, runs side by side with a thread each give the most images a second, and one
/// run over all cores the shortest time; which is better shows when a run begins.
/// </summary>
/// <param name="narrow">For runs beside others.</param>
/// <param name="wide">For a run that is alone, where there is such a session.</param>
internal sealed class EngineSessions(InferenceSession narrow, InferenceSession? wide) : IDisposable
{
    public InferenceSession For(bool alone) => alone && wide is not null ? wide : narrow;

    public void Dispose()
    {
        narrow.Dispose();
        wide?.Dispose();
    }
}
