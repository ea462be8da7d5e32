using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>The number of anchors per cell of a detector's feature maps.</summary>
internal enum GridCells
{
    /// <summary>The number of anchors does not match the feature maps.</summary>
    None,

    /// <summary>One anchor per cell, as in all families except YOLOv5.</summary>
    One,

    /// <summary>Three anchors per cell, as in YOLOv5.</summary>
    Three,
}

/// <inheritdoc cref="GridCells"/>
internal static class GridCellsExtensions
{
    extension(GridCells)
    {
        /// <summary>
        /// Compares a number of anchors with strides 8, 16, 32, and with those of P6 (additionally 64) and P2 (additionally
        /// 4) models.
        /// </summary>
        public static GridCells Of(int anchors, HeadEvidence evidence)
        {
            var cells = AnchorGrid.Cells(evidence.InputWidth, evidence.InputHeight);
            int[] counts = [cells, cells + At(evidence, 64), cells + At(evidence, 4)];
            return counts.Contains(anchors) ? GridCells.One : counts.Contains(anchors / 3) && anchors % 3 == 0 ? GridCells.Three : GridCells.None;
        }
    }

    private static int At(HeadEvidence evidence, int stride) => evidence.InputWidth / stride * (evidence.InputHeight / stride);
}
