using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>Finds out how a dynamically quantised model is faster on this processor: some have good integer arithmetic.</summary>
internal sealed class QuantizationChoice(TimeProvider time, ILogger logger)
{
    private const int Runs = 2;

    /// <summary>Integers have to be so much faster to be taken, so that a busy moment does not decide.</summary>
    private const double Margin = 0.8;

    /// <summary>Opens the model one way and then the other, since both take memory, and keeps the faster.</summary>
    /// <exception cref="OnnxRuntimeException">The engine cannot run it.</exception>
    public (InferenceSession Session, ModelSource Source) Open(ModelSource source, SessionOptions options)
    {
        var stored = source.AsStored();
        TimeSpan integers;
        using (var session = stored.Open(options))
        {
            integers = Fastest(session, source.File);
        }

        var inFloats = source.Open(options);
        try
        {
            var floats = Fastest(inFloats, source.File);
            var keepsIntegers = integers < floats * Margin;
            Log.ArithmeticChosen(logger, source.File, keepsIntegers ? "integers" : "float32", integers.TotalMilliseconds, floats.TotalMilliseconds);
            if (!keepsIntegers)
            {
                return (inFloats, source);
            }
        }
        catch
        {
            inFloats.Dispose();
            throw;
        }

        inFloats.Dispose();
        return (stored.Open(options), stored);
    }

    /// <summary>The fastest of some runs on a black picture; the first run of a session is slow and does not count.</summary>
    private TimeSpan Fastest(InferenceSession session, string file)
    {
        var input = ModelInput.Read(session, file);
        using var tensor = new NativeTensor(input.Spec, input.Batch);
        Time(session, input, tensor);
        return Enumerable.Range(0, Runs).Min(_ => Time(session, input, tensor));
    }

    private TimeSpan Time(InferenceSession session, ModelInput input, NativeTensor tensor)
    {
        var start = time.GetTimestamp();
        using var runOptions = new RunOptions();
        using var outputs = session.Run(runOptions, [input.Name], [tensor.Value(input.Batch)], session.OutputNames);
        return time.GetElapsedTime(start);
    }
}
