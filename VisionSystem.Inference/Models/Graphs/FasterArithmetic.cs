using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Inference.Models.Graphs;

/// <summary>Finds out how a dynamically quantised model is faster on this processor: some have good integer arithmetic.</summary>
internal sealed class FasterArithmetic(TimeProvider time, ILogger logger)
{
    private const int Runs = 3;

    /// <summary>Integers have to be so much faster to be taken, so that a busy moment does not decide.</summary>
    private const double Margin = 0.8;

    /// <summary>Opens the model both ways, runs both in turn on a black picture, and keeps one.</summary>
    /// <exception cref="OnnxRuntimeException">The engine cannot run it.</exception>
    public (InferenceSession Session, ModelSource Source) Open(ModelSource source, SessionOptions options)
    {
        var (asStored, inFloats) = (source.AsStored().Open(options), default(InferenceSession));
        try
        {
            inFloats = source.Open(options);
            var input = ModelInput.Read(asStored, source.File);
            using var tensor = new NativeTensor(input.Spec, input.Batch);
            var (integers, floats) = (TimeSpan.MaxValue, TimeSpan.MaxValue);

            // The first run of a session is slow and does not count.
            for (var run = 0; run <= Runs; run++)
            {
                var (first, second) = (Time(asStored, input, tensor), Time(inFloats, input, tensor));
                if (run > 0)
                {
                    (integers, floats) = (integers < first ? integers : first, floats < second ? floats : second);
                }
            }

            var keepsIntegers = integers < floats * Margin;
            Log.ArithmeticChosen(logger, source.File, keepsIntegers ? "integers" : "float32", integers.TotalMilliseconds, floats.TotalMilliseconds);
            (keepsIntegers ? inFloats : asStored).Dispose();
            return keepsIntegers ? (asStored, source.AsStored()) : (inFloats, source);
        }
        catch
        {
            asStored.Dispose();
            inFloats?.Dispose();
            throw;
        }
    }

    private TimeSpan Time(InferenceSession session, ModelInput input, NativeTensor tensor)
    {
        var start = time.GetTimestamp();
        using var runOptions = new RunOptions();
        using var outputs = session.Run(runOptions, [input.Name], [tensor.Value(input.Batch)], session.OutputNames);
        return time.GetElapsedTime(start);
    }
}
