using VisionSystem.Logging.Persistence;

namespace VisionSystem.Tests.Logging.Persistence;

public sealed class ImageRowIdTests
{
    [Fact]
    public void Is_a_version_7_uuid_of_the_same_millisecond_always_the_same_and_never_the_predictions()
    {
        var prediction = Guid.CreateVersion7(Samples.Noon);

        var row = ImageRowId.Of(prediction);

        Assert.Equal(row, ImageRowId.Of(prediction));
        Assert.NotEqual(prediction, row);
        Assert.Equal(7, row.Version);
        Assert.InRange(row.Variant, 8, 11);
        Assert.Equal(prediction.ToString()[..13], row.ToString()[..13]);
        Assert.NotEqual(row, ImageRowId.Of(Guid.CreateVersion7(Samples.Noon)));
    }
}
