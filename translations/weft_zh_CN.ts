<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weft::AboutDialog</name>
    <message>
        <source>About Weft</source>
        <translation>关于 Weft</translation>
    </message>
    <message>
        <source>A desktop workbench for CNN + BiLSTM image classifiers</source>
        <translation>CNN + BiLSTM 图像分类的桌面工作台</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later. It comes without any warranty.</source>
        <translation>自由软件，依据 GNU 通用公共许可证第 3 版或更高版本发布，不提供任何担保。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>%1 of %2 cores</source>
        <translation>%1 个（共 %2 核）</translation>
    </message>
    <message>
        <source>Allocator</source>
        <translation>内存分配器</translation>
    </message>
</context>
<context>
    <name>weft::CacheClearing</name>
    <message>
        <source>The feature cache could not be cleared. %1</source>
        <translation>无法清空特征缓存。%1</translation>
    </message>
    <message>
        <source>The feature cache is empty; %1 are free again. A run that needs features computes them anew.</source>
        <translation>特征缓存已清空，释放了 %1。需要特征的运行会重新计算。</translation>
    </message>
</context>
<context>
    <name>weft::ChangedCard</name>
    <message>
        <source>Every image keeps its class.</source>
        <translation>所有图像的类别均未改变。</translation>
    </message>
    <message>
        <source>Images that change their class</source>
        <translation>类别改变的图像</translation>
    </message>
</context>
<context>
    <name>weft::ChangedImageModel</name>
    <message>
        <source>%1, %2</source>
        <comment>class and probability</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>The run says</source>
        <translation>运行的判断</translation>
    </message>
    <message>
        <source>The export says</source>
        <translation>导出文件的判断</translation>
    </message>
</context>
<context>
    <name>weft::ClassCountModel</name>
    <message>
        <source>%1: %2 training, %3 validation images</source>
        <translation>%1：训练图像 %2 张，验证图像 %3 张</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
</context>
<context>
    <name>weft::ClassScoresModel</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Of the images that were called so, the share that is so</source>
        <translation>判为该类的图像中，确属该类的比例</translation>
    </message>
    <message>
        <source>Of the images that are so, the share that was called so</source>
        <translation>确属该类的图像中，被判为该类的比例</translation>
    </message>
    <message>
        <source>The harmonic mean of precision and recall</source>
        <translation>精确率与召回率的调和平均</translation>
    </message>
    <message>
        <source>Validation images of the class</source>
        <translation>该类别的验证图像</translation>
    </message>
</context>
<context>
    <name>weft::ClassifyDetail</name>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Choose an image in the table to see where the network looked.</source>
        <translation>在表格中选择一张图像，查看网络关注的区域。</translation>
    </message>
    <message>
        <source>Attention over the cells</source>
        <translation>各格子的注意力</translation>
    </message>
    <message>
        <source>Grad-CAM on the last feature grid</source>
        <translation>末层特征网格上的 Grad-CAM</translation>
    </message>
    <message>
        <source>Attention over the cells, mean of %1 heads</source>
        <translation>各格子的注意力，%1 个头的均值</translation>
    </message>
    <message>
        <source>No heat map: this file has no attention, and Grad-CAM needs the gradients of the run&apos;s own network.</source>
        <translation>没有热图：此文件不含注意力，而 Grad-CAM 需要运行自身网络的梯度。</translation>
    </message>
</context>
<context>
    <name>weft::ClassifyPage</name>
    <message>
        <source>There is no image in this folder.</source>
        <translation>此文件夹中没有图像。</translation>
    </message>
    <message>
        <source>The network cannot be loaded. %1</source>
        <translation>无法加载网络。%1</translation>
    </message>
    <message>
        <source>The clipboard holds no image.</source>
        <translation>剪贴板中没有图像。</translation>
    </message>
    <message>
        <source>pasted picture %1</source>
        <translation>粘贴的图片 %1</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>Images (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff);;All files (*)</source>
        <translation>图像 (*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>打开图像文件夹</translation>
    </message>
    <message>
        <source>Looking for images: %1 found</source>
        <translation>正在查找图像：已找到 %1 张</translation>
    </message>
    <message>
        <source>Classifying: %1 of %2</source>
        <translation>正在分类：%1/%2</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>No images yet</source>
        <translation>还没有图像</translation>
    </message>
    <message>
        <source>Drop images or a folder on this page, paste a picture, or open files to see what the network says of them.</source>
        <translation>将图像或文件夹拖到本页、粘贴图片或打开文件，查看网络的判断。</translation>
    </message>
    <message>
        <source>Configure a run</source>
        <translation>配置运行</translation>
    </message>
    <message>
        <source>Save results</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>results.csv</source>
        <translation>分类结果.csv</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>逗号分隔值 (*.csv)</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>Drop images or a folder here, paste, or open %1 or %2</source>
        <translation>将图像或文件夹拖到这里、粘贴，或打开%1或%2</translation>
    </message>
    <message>
        <source>images…</source>
        <translation>图像…</translation>
    </message>
    <message>
        <source>a folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>保存为 CSV…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>1 image</source>
        <translation>1 张图像</translation>
    </message>
    <message>
        <source>%1 images</source>
        <translation>%1 张图像</translation>
    </message>
    <message>
        <source>Train a network first, or open an exported one. Then drop images here to see what it says of them.</source>
        <translation>请先训练一个网络，或打开已导出的网络，然后把图像拖到此处，查看它的判断。</translation>
    </message>
</context>
<context>
    <name>weft::CloseGuard</name>
    <message>
        <source>A training is running</source>
        <translation>训练正在进行</translation>
    </message>
    <message>
        <source>A training is running. What shall become of it?</source>
        <translation>训练正在进行。要如何处理？</translation>
    </message>
    <message>
        <source>Pause and keep: Weft writes a checkpoint, closes, and offers to carry on from there the next time it starts.
Stop: Weft writes a checkpoint and ends the run. You can still resume it from Runs.</source>
        <translation>暂停并保留：Weft 写入检查点后关闭，下次启动时可从该处继续。
停止：Weft 写入检查点并结束本次运行；之后仍可在“运行”页恢复。</translation>
    </message>
    <message>
        <source>Pause and keep</source>
        <translation>暂停并保留</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Writing a checkpoint. The window closes by itself.</source>
        <translation>正在写入检查点，窗口随后会自动关闭。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>“%1” was paused in epoch %2 of %3 and kept.</source>
        <translation>“%1”在第 %2 轮（共 %3 轮）暂停，并已保留。</translation>
    </message>
    <message>
        <source>“%1” was cut off in epoch %2 of %3. Its last checkpoint is kept.</source>
        <translation>“%1”在第 %2 轮（共 %3 轮）意外中断，最近的检查点仍在。</translation>
    </message>
</context>
<context>
    <name>weft::ClusterPage</name>
    <message>
        <source>Job %1 has been submitted for “%2”.</source>
        <translation>已为“%2”提交作业 %1。</translation>
    </message>
    <message>
        <source>The job could not be submitted.</source>
        <translation>无法提交作业。</translation>
    </message>
    <message>
        <source>Job %1 is being cancelled.</source>
        <translation>正在取消作业 %1。</translation>
    </message>
    <message>
        <source>The job could not be cancelled.</source>
        <translation>无法取消作业。</translation>
    </message>
    <message>
        <source>The jobs cannot be listed.</source>
        <translation>无法列出作业。</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>The run that Configure shows, on %1</source>
        <translation>“配置”页所示的运行，数据为 %1</translation>
    </message>
    <message>
        <source>No images chosen</source>
        <translation>未选择图像</translation>
    </message>
    <message>
        <source>Choose images in Data first.</source>
        <translation>请先在“数据”页选择图像。</translation>
    </message>
    <message>
        <source>The run needs a name.</source>
        <translation>请为运行命名。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Slurm is not installed on this machine. Name a host that has it, or save the script and submit it by hand.</source>
        <translation>本机未安装 Slurm。请填写装有 Slurm 的主机，或保存脚本后手动提交。</translation>
    </message>
    <message>
        <source>The jobs are shown as last known. %1</source>
        <translation>显示的是作业最近一次已知的状态。%1</translation>
    </message>
    <message>
        <source>Install Slurm there, or name a host that has it.</source>
        <translation>请在该处安装 Slurm，或填写装有 Slurm 的主机。</translation>
    </message>
    <message>
        <source>Save the script</source>
        <translation>保存脚本</translation>
    </message>
    <message>
        <source>Scripts (*.sh)</source>
        <translation>脚本 (*.sh)</translation>
    </message>
    <message>
        <source>The script could not be saved.</source>
        <translation>无法保存脚本。</translation>
    </message>
    <message>
        <source>“%1” has been saved, with “%2” beside it.</source>
        <translation>已保存“%1”，“%2”在其旁边。</translation>
    </message>
</context>
<context>
    <name>weft::ComparePage</name>
    <message>
        <source>The comparison has stopped. %1</source>
        <translation>比较已停止。%1</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Timing the networks in turns</source>
        <translation>正在轮流测量各网络的用时</translation>
    </message>
    <message>
        <source>Run %1 of %2: %3, seed %4</source>
        <translation>第 %1 次训练，共 %2 次：%3，种子 %4</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>大约还需 %1</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Shows the run that trains now</source>
        <translation>显示正在训练的运行</translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>已有比较</translation>
    </message>
    <message>
        <source>Nothing is compared yet</source>
        <translation>还没有比较</translation>
    </message>
    <message>
        <source>Set up a network in Configure and add it here, then another. Weft trains each with several seeds and says whether the difference is more than chance.</source>
        <translation>先在“配置”中设好一个网络并添加到这里，再添加另一个。Weft 会用多个种子训练每一个，并说明差异是否超出偶然。</translation>
    </message>
    <message>
        <source>Go to Configure</source>
        <translation>前往“配置”</translation>
    </message>
</context>
<context>
    <name>weft::ComparisonModel</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>too few seeds</source>
        <translation>种子太少</translation>
    </message>
    <message>
        <source>no difference shown</source>
        <translation>未显示差异</translation>
    </message>
    <message>
        <source>better</source>
        <translation>更好</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>更差</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>The other configurations are compared with this one</source>
        <translation>其他配置都与它比较</translation>
    </message>
    <message>
        <source>%1 (%2 failed)</source>
        <translation>%1（%2 次失败）</translation>
    </message>
    <message>
        <source>%1 ± %2 %</source>
        <translation>%1 ± %2 %</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>One picture</source>
        <translation>单张图片</translation>
    </message>
    <message>
        <source>32 pictures</source>
        <translation>32 张图片</translation>
    </message>
    <message>
        <source>same difference in all seeds</source>
        <translation>各种子差值相同</translation>
    </message>
    <message>
        <source>All seeds differ by the very same amount, as happens with few images; a paired test has nothing to measure it by</source>
        <translation>所有种子的差值完全相同（图像较少时会出现）；配对检验没有可用来衡量的离散度</translation>
    </message>
    <message>
        <source>A paired test needs two seeds that have finished in both</source>
        <translation>配对检验需要两个在两边都已完成的种子</translation>
    </message>
    <message>
        <source>%1 points beside %5, 95 % interval %2 to %3 by itself; paired t-test over the seeds, p = %4 with Holm&apos;s correction</source>
        <translation>与“%5”相差 %1 个百分点，单项 95 % 置信区间为 %2 至 %3；按种子做配对 t 检验，经 Holm 校正后 p = %4</translation>
    </message>
</context>
<context>
    <name>weft::ConfigForm</name>
    <message>
        <source>given by the images</source>
        <translation>由图像给定</translation>
    </message>
    <message>
        <source>the cores shared out</source>
        <translation>平分核心</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
</context>
<context>
    <name>weft::ConfigTexts</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source> cells a side</source>
        <translation> 格/边</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source> images</source>
        <translation> 张图像</translation>
    </message>
    <message>
        <source> epochs</source>
        <translation> 轮</translation>
    </message>
    <message>
        <source>all cores</source>
        <translation>全部核心</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>epoch ends only</source>
        <translation>仅在每轮结束时</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>From %1 to %2%3</source>
        <translation>%1 至 %2%3</translation>
    </message>
    <message>
        <source>Choose images on the Data page first</source>
        <translation>请先在“数据”页选择图像</translation>
    </message>
    <message>
        <source>This backbone needs at least %1 px</source>
        <translation>此骨干网络至少需要 %1 像素</translation>
    </message>
    <message>
        <source>At this image size the backbone gives %1 × %1 cells only; neighbours repeat</source>
        <translation>在此图像尺寸下，骨干网络只给出 %1 × %1 个格子；相邻格子会重复</translation>
    </message>
    <message>
        <source>This machine has no CUDA device</source>
        <translation>本机没有 CUDA 设备</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>分类头</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>BiLSTM layers</source>
        <translation>BiLSTM 层数</translation>
    </message>
    <message>
        <source>Bidirectional LSTM layers, stacked.</source>
        <translation>堆叠的双向 LSTM 层数。</translation>
    </message>
    <message>
        <source>Hidden units</source>
        <translation>隐藏单元</translation>
    </message>
    <message>
        <source>Size of the LSTM&apos;s state in each direction.</source>
        <translation>LSTM 每个方向的状态大小。</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>随机失活</translation>
    </message>
    <message>
        <source>Share of values set to zero while training, between BiLSTM layers and before the classifier.</source>
        <translation>训练时置零的比例，用于 BiLSTM 层之间和分类层之前。</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>图像尺寸</translation>
    </message>
    <message>
        <source>Side of the square that the network sees. Time and memory grow with its square.</source>
        <translation>网络所见正方形图像的边长。时间和内存随其平方增长。</translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation>验证集比例</translation>
    </message>
    <message>
        <source>Share of each class that is held back to measure on, where the images come without a split.</source>
        <translation>图像没有自带划分时，每个类别中留作验证的比例。</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>How images are prepared and varied. Random resized crop is the article&apos;s, with ImageNet&apos;s statistics; pad-crop suits small images, with their own statistics.</source>
        <translation>图像的预处理与变化方式。随机缩放裁剪是论文的做法，使用 ImageNet 的统计量；填充裁剪适合小图像，使用数据集自身的统计量。</translation>
    </message>
    <message>
        <source>Mirror at random</source>
        <translation>随机镜像</translation>
    </message>
    <message>
        <source>Shows half of the training images mirrored. Wrong for digits and letters.</source>
        <translation>将一半训练图像左右翻转。不适用于数字和字母。</translation>
    </message>
    <message>
        <source>Loader threads</source>
        <translation>加载线程</translation>
    </message>
    <message>
        <source>Threads that read and prepare images. Does not change the result.</source>
        <translation>读取和预处理图像的线程数，不影响结果。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>训练轮数</translation>
    </message>
    <message>
        <source>Passes over the training images.</source>
        <translation>遍历训练图像的次数。</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>How the weights follow the gradient.</source>
        <translation>权重如何按梯度更新。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Used by SGD only.</source>
        <translation>仅用于 SGD。</translation>
    </message>
    <message>
        <source>Nesterov momentum</source>
        <translation>Nesterov 动量</translation>
    </message>
    <message>
        <source>SGD looks ahead along its momentum.</source>
        <translation>SGD 沿动量方向前瞻。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pull of the weights towards zero; norms and biases are left out.</source>
        <translation>将权重拉向零的强度；归一化层和偏置除外。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>How the learning rate changes over the run.</source>
        <translation>学习率在训练过程中如何变化。</translation>
    </message>
    <message>
        <source>Cosine half period</source>
        <translation>余弦半周期</translation>
    </message>
    <message>
        <source>Epochs until the cosine is at its lowest rate.</source>
        <translation>余弦降到最低学习率所需的轮数。</translation>
    </message>
    <message>
        <source>Lowest rate</source>
        <translation>最低学习率</translation>
    </message>
    <message>
        <source>Learning rate at the end of the cosine.</source>
        <translation>余弦末端的学习率。</translation>
    </message>
    <message>
        <source>Clip gradient norm</source>
        <translation>梯度范数裁剪</translation>
    </message>
    <message>
        <source>Longer gradients are shortened to this norm, which keeps LSTMs stable. 0 switches clipping off.</source>
        <translation>超过此范数的梯度会被缩短，使 LSTM 保持稳定。0 表示不裁剪。</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>标签平滑</translation>
    </message>
    <message>
        <source>Share of the target that is spread over all classes.</source>
        <translation>目标中分摊到所有类别的比例。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>计算精度</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where the network runs.</source>
        <translation>网络运行的位置。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed and the same threads give the same curve.</source>
        <translation>随机种子和线程数相同，曲线就相同。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Watched images</source>
        <translation>观察图像</translation>
    </message>
    <message>
        <source>Validation images whose heat map is recorded after every epoch.</source>
        <translation>每轮之后记录热力图的验证图像数。</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>Also saves within an epoch after so many minutes.</source>
        <translation>一轮之中每隔这么多分钟也会保存。</translation>
    </message>
    <message>
        <source>ResNet-18</source>
        <translation>ResNet-18</translation>
    </message>
    <message>
        <source>ResNet-18, CIFAR stem</source>
        <translation>ResNet-18，CIFAR 输入层</translation>
    </message>
    <message>
        <source>ResNet-20</source>
        <translation>ResNet-20</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>最后一步</translation>
    </message>
    <message>
        <source>Final states</source>
        <translation>末状态</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Global average pooling</source>
        <translation>全局平均池化</translation>
    </message>
    <message>
        <source>Random resized crop</source>
        <translation>随机缩放裁剪</translation>
    </message>
    <message>
        <source>Pad-crop</source>
        <translation>填充裁剪</translation>
    </message>
    <message>
        <source>SGD</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>AdamW</source>
        <translation>AdamW</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>One-cycle</source>
        <translation>单周期</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>fp32</source>
        <translation>fp32</translation>
    </message>
    <message>
        <source>bf16</source>
        <translation>bf16</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>The article&apos;s network</source>
        <translation>论文网络</translation>
    </message>
    <message>
        <source>The article&apos;s, with attention</source>
        <translation>论文网络 + 注意力</translation>
    </message>
    <message>
        <source>Plain CNN baseline</source>
        <translation>普通 CNN 基线</translation>
    </message>
    <message>
        <source>Quick on a CPU</source>
        <translation>CPU 快速</translation>
    </message>
    <message>
        <source>First weights</source>
        <translation>初始权重</translation>
    </message>
    <message>
        <source>A run of Weft, a PyTorch state_dict (.pth) or a .safetensors file whose backbone this run begins with. The BiLSTM begins anew, and so does the classifier unless it fits a plain CNN. Empty: random weights.</source>
        <translation>以 Weft 的某个运行、PyTorch 的 state_dict（.pth）或 .safetensors 文件中的骨干网络作为起点。BiLSTM 从头开始训练；分类层也是如此，除非它与普通 CNN 相符。留空：随机权重。</translation>
    </message>
    <message>
        <source>Vary images at random</source>
        <translation>随机变化图像</translation>
    </message>
    <message>
        <source>Crops, moves and mirrors each training image anew in every epoch. Off: it is always seen as the validation images are.</source>
        <translation>每轮对每张训练图像重新随机裁剪、平移和镜像。关闭：始终以与验证图像相同的方式呈现。</translation>
    </message>
    <message>
        <source>Cached views</source>
        <translation>缓存视图</translation>
    </message>
    <message>
        <source>With a frozen backbone: so many random views of each training image are made once, and repeated in turn, epoch after epoch. Their features are kept on the disk, which makes an epoch many times quicker; fewer views mean less variety. Off: a new view in every epoch, and nothing is kept.</source>
        <translation>冻结骨干网络时：每张训练图像只生成这么多个随机视图，逐轮依次重复使用。其特征保存在磁盘上，每轮因此快许多倍；视图越少，变化越少。关闭：每轮都用新的视图，不保存任何特征。</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>A frozen backbone keeps the weights that it begins with; only the BiLSTM, the head and the classifier are trained. Without random variation, or with cached views, its features are computed once and kept.</source>
        <translation>冻结的骨干网络保持初始权重不变，只训练 BiLSTM、分类头和分类层。不随机变化图像，或使用缓存视图时，其特征只计算一次并保存下来。</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>不冻结</translation>
    </message>
    <message>
        <source>The backbone</source>
        <translation>骨干网络</translation>
    </message>
    <message>
        <source> views an image</source>
        <translation> 个视图/图像</translation>
    </message>
    <message>
        <source>The backbone keeps random weights; choose first weights above</source>
        <translation>骨干网络将保持随机权重；请在上方选择初始权重</translation>
    </message>
    <message>
        <source>Works only with a frozen backbone and images that are varied at random</source>
        <translation>仅在冻结骨干网络且随机变化图像时有效</translation>
    </message>
    <message>
        <source>The convolutional network that turns the image into a grid of features. ResNet-18 suits photographs, ResNet-20 small images; the CIFAR stem keeps more cells. ResNet-34 and ResNet-50 are deeper and slower, EfficientNet-B0 has few weights.</source>
        <translation>将图像变为特征网格的卷积网络。ResNet-18 适合照片，ResNet-20 适合小图像；CIFAR 起始层保留更多单元。ResNet-34 和 ResNet-50 更深、更慢，EfficientNet-B0 权重较少。</translation>
    </message>
    <message>
        <source>Stochastic depth</source>
        <translation>随机深度</translation>
    </message>
    <message>
        <source>ResNet-34</source>
        <translation>ResNet-34</translation>
    </message>
    <message>
        <source>ResNet-50</source>
        <translation>ResNet-50</translation>
    </message>
    <message>
        <source>EfficientNet-B0</source>
        <translation>EfficientNet-B0</translation>
    </message>
    <message>
        <source>Row by row</source>
        <translation>逐行</translation>
    </message>
    <message>
        <source>Column by column</source>
        <translation>逐列</translation>
    </message>
    <message>
        <source>Forth and back</source>
        <translation>蛇形往复</translation>
    </message>
    <message>
        <source>Hilbert curve</source>
        <translation>希尔伯特曲线</translation>
    </message>
    <message>
        <source>Rows and columns</source>
        <translation>行与列</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Concatenated</source>
        <translation>拼接</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>相加</translation>
    </message>
    <message>
        <source> channels</source>
        <translation> 个通道</translation>
    </message>
    <message>
        <source> stages</source>
        <translation> 个阶段</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Has no effect without a sequence of several cells</source>
        <translation>没有由多个格子组成的序列时不起作用</translation>
    </message>
    <message>
        <source>Works only with the attention head</source>
        <translation>仅在分类头为“注意力”时有效</translation>
    </message>
    <message>
        <source>Works only where stages are fused</source>
        <translation>仅在融合多个阶段时有效</translation>
    </message>
    <message>
        <source>Cells a side that the features are pooled to. The BiLSTM reads them as one sequence, of 49 steps at the article&apos;s 7 × 7 (section 2.1) and of 784 at 28 × 28.</source>
        <translation>特征池化后每边的格子数。BiLSTM 将其作为一个序列读取：论文的 7 × 7（2.1 节）为 49 步，28 × 28 为 784 步。</translation>
    </message>
    <message>
        <source>Reading order</source>
        <translation>读取顺序</translation>
    </message>
    <message>
        <source>In which order the BiLSTM reads the cells. The article reads row by row (section 3.1). Forth and back and the Hilbert curve only step to a neighbouring cell. Rows and columns reads twice, by a BiLSTM for each, which doubles their weights.</source>
        <translation>BiLSTM 读取格子的顺序。论文为逐行读取（3.1 节）。蛇形往复和希尔伯特曲线的每一步都移到相邻的格子。“行与列”用两个 BiLSTM 各读一遍，权重数随之加倍。</translation>
    </message>
    <message>
        <source>Attention&apos;s hidden units</source>
        <translation>注意力隐藏单元</translation>
    </message>
    <message>
        <source>Units of a tanh layer that the attention head (article, section 4.2) scores each cell by, as in additive attention. None: a linear score, as the article prints it.</source>
        <translation>注意力分类头（论文 4.2 节）为各格子打分时所用 tanh 层的单元数，即加性注意力。无：如论文所写，使用线性打分。</translation>
    </message>
    <message>
        <source>Attention heads</source>
        <translation>注意力头数</translation>
    </message>
    <message>
        <source>How many times the attention head (article, section 4.2) weighs the cells, each time in its own way. The classifier reads all the weighted sums.</source>
        <translation>注意力分类头（论文 4.2 节）为各格子加权的次数，每次的权重各不相同。分类器读取所有的加权和。</translation>
    </message>
    <message>
        <source>Attention&apos;s temperature</source>
        <translation>注意力温度</translation>
    </message>
    <message>
        <source>Divides the scores before the softmax of attention (article, section 4.2). Below 1 it settles on few cells, above 1 it spreads.</source>
        <translation>注意力（论文 4.2 节）在 softmax 之前将得分除以该值。小于 1 时集中于少数格子，大于 1 时趋于分散。</translation>
    </message>
    <message>
        <source>Fusion of stages</source>
        <translation>多阶段融合</translation>
    </message>
    <message>
        <source>Multi-scale features (article, section 4.2): the outputs of the backbone&apos;s last stages are pooled to the grid, projected to equally many channels, and concatenated or added. None: the last stage alone.</source>
        <translation>多尺度特征（论文 4.2 节）：将骨干网络最后几个阶段的输出池化到网格，投影到相同的通道数，再拼接或相加。无：只用最后一个阶段。</translation>
    </message>
    <message>
        <source>Fused stages</source>
        <translation>融合的阶段数</translation>
    </message>
    <message>
        <source>How many of the backbone&apos;s last stages are fused (article, section 4.2). Earlier stages see finer detail.</source>
        <translation>融合骨干网络的最后几个阶段（论文 4.2 节）。较早的阶段保留更细的细节。</translation>
    </message>
    <message>
        <source>Channels a fused stage</source>
        <translation>每个融合阶段的通道数</translation>
    </message>
    <message>
        <source>The first rate, or with one-cycle the highest. 1e-3 and 0.001 are the same.</source>
        <translation>起始学习率；单周期调度时为最高学习率。1e-3 与 0.001 相同。</translation>
    </message>
    <message>
        <source>Falls in steps</source>
        <translation>阶梯下降</translation>
    </message>
    <message>
        <source>Cosine with restarts</source>
        <translation>余弦重启</translation>
    </message>
    <message>
        <source>Class weights</source>
        <translation>类别权重</translation>
    </message>
    <message>
        <source>Even sampling</source>
        <translation>均衡采样</translation>
    </message>
    <message>
        <source>As they are</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source> batches</source>
        <translation> 批</translation>
    </message>
    <message>
        <source> operations an image</source>
        <translation> 个操作/张</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Works only where images are varied at random</source>
        <translation>仅在图像随机变化时有效</translation>
    </message>
    <message>
        <source>The run ends before the warm-up does</source>
        <translation>预热尚未结束，运行就已结束</translation>
    </message>
    <message>
        <source>Works only with a frozen backbone</source>
        <translation>仅在骨干网络冻结时有效</translation>
    </message>
    <message>
        <source>The run has %1 epochs only; the backbone stays frozen</source>
        <translation>本次运行只有 %1 轮；骨干网络会一直冻结</translation>
    </message>
    <message>
        <source>Has no effect on a backbone that stays frozen</source>
        <translation>骨干网络一直冻结，此项不起作用</translation>
    </message>
    <message>
        <source>Images are not mixed while the backbone is frozen</source>
        <translation>骨干网络冻结期间不混合图像</translation>
    </message>
    <message>
        <source>Has no effect in a run of no more epochs</source>
        <translation>运行的轮数不超过此值，此项不起作用</translation>
    </message>
    <message>
        <source>Warm-up epochs</source>
        <translation>预热轮数</translation>
    </message>
    <message>
        <source>Epochs over which the rate rises linearly to what the schedule asks for; parts of an epoch count. The schedule itself runs from the first step on. 0: none.</source>
        <translation>学习率在这么多轮内线性升至调度所定的值，可以不是整轮。调度本身从第一步就开始。0 表示不预热。</translation>
    </message>
    <message>
        <source>Fall every</source>
        <translation>下降间隔</translation>
    </message>
    <message>
        <source>Epochs between two falls of the rate.</source>
        <translation>学习率两次下降之间的轮数。</translation>
    </message>
    <message>
        <source>Factor of a fall</source>
        <translation>下降系数</translation>
    </message>
    <message>
        <source>What the rate is multiplied by at each fall.</source>
        <translation>每次下降时学习率所乘的系数。</translation>
    </message>
    <message>
        <source>First period</source>
        <translation>首个周期</translation>
    </message>
    <message>
        <source>Epochs of the first cosine (T_0); then the rate jumps back up and a new one begins.</source>
        <translation>第一段余弦的轮数（T_0）；之后学习率跳回高点，开始新的一段。</translation>
    </message>
    <message>
        <source>Growth of periods</source>
        <translation>周期倍数</translation>
    </message>
    <message>
        <source>Each period is so many times as long as the one before (T_mult).</source>
        <translation>每个周期是前一个周期的多少倍（T_mult）。</translation>
    </message>
    <message>
        <source>Unfreeze in epoch</source>
        <translation>解冻轮次</translation>
    </message>
    <message>
        <source>The first epoch that trains the frozen backbone too. Until then its features are used, and kept, as without it. Never: it stays frozen.</source>
        <translation>从这一轮起，冻结的骨干网络也参与训练。此前照常使用并保留其特征。“从不”表示一直冻结。</translation>
    </message>
    <message>
        <source>Backbone&apos;s rate</source>
        <translation>骨干学习率系数</translation>
    </message>
    <message>
        <source>Factor of the learning rate for the backbone. 0.1 is usual where it begins with learned weights; at 0 only its norms&apos; statistics move.</source>
        <translation>骨干网络学习率的系数。以学好的权重开始时常用 0.1；为 0 时只有归一化层的统计量会变。</translation>
    </message>
    <message>
        <source>Freeze norms</source>
        <translation>冻结归一化层</translation>
    </message>
    <message>
        <source>The backbone&apos;s batch norms normalise by the running statistics that they begin with, which do not move, though weights train. For small batches and learned weights.</source>
        <translation>骨干网络的批归一化层使用起始的滑动统计量，这些统计量不再变化，而权重照常训练。适合批次小且以学好的权重开始的情形。</translation>
    </message>
    <message>
        <source>Weight averaging</source>
        <translation>权重平均</translation>
    </message>
    <message>
        <source>Decay of an exponential average of the weights over the steps, which is what is validated, kept as the best and used afterwards. 0.999 is usual; the first steps count less. 0: none.</source>
        <translation>各步权重的指数滑动平均的衰减率；验证、保存最佳结果以及之后使用的都是平均后的权重。常用 0.999，最初几步的影响较小。0 表示不平均。</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心轮数</translation>
    </message>
    <message>
        <source>The run ends after so many epochs without a better validation accuracy.</source>
        <translation>验证准确率连续这么多轮没有提高时，运行结束。</translation>
    </message>
    <message>
        <source>Accumulate</source>
        <translation>梯度累积</translation>
    </message>
    <message>
        <source>Batches whose gradients make one step of the optimiser, as one batch that is so many times larger would; norms still see single batches. The schedule counts batches.</source>
        <translation>这么多批的梯度合成优化器的一步，相当于批次扩大同样倍数；归一化层看到的仍是单个批次。学习率调度按批计数。</translation>
    </message>
    <message>
        <source>RandAugment</source>
        <translation>RandAugment</translation>
    </message>
    <message>
        <source>Random operations on each training image (Cubuk et al. 2019): shear, move, turn, brightness, colour, contrast, sharpness, posterise, solarise, equalise. 2 is usual.</source>
        <translation>对每张训练图像随机施加的操作（Cubuk 等，2019）：错切、平移、旋转、亮度、色彩、对比度、锐度、色调分离、曝光反转、均衡化。常用 2。</translation>
    </message>
    <message>
        <source>RandAugment strength</source>
        <translation>RandAugment 强度</translation>
    </message>
    <message>
        <source>How strong the operations are; 9 is usual.</source>
        <translation>操作的强度，常用 9。</translation>
    </message>
    <message>
        <source>Random erasing</source>
        <translation>随机擦除</translation>
    </message>
    <message>
        <source>Probability that a rectangle of a training image is erased (Zhong et al. 2017). 0.25 is usual.</source>
        <translation>擦除训练图像中一块矩形的概率（Zhong 等，2017）。常用 0.25。</translation>
    </message>
    <message>
        <source>Mixup</source>
        <translation>Mixup</translation>
    </message>
    <message>
        <source>Blends each image of a batch, and its label, with another one (Zhang et al. 2017); the share is drawn from Beta(a, a) with this a. 0.2 is usual, 0: none. Not while the backbone is frozen.</source>
        <translation>把批中每张图像及其标签与另一张混合（Zhang 等，2017）；比例取自 Beta(a, a)，此处填 a。常用 0.2，0 表示不用。骨干网络冻结期间不起作用。</translation>
    </message>
    <message>
        <source>CutMix</source>
        <translation>CutMix</translation>
    </message>
    <message>
        <source>Pastes a rectangle of another image of the batch; the label follows the area (Yun et al. 2019). Its size is drawn from Beta(a, a) with this a. 1 is usual, 0: none. With Mixup too, each batch has one of them.</source>
        <translation>贴上批中另一张图像的一块矩形，标签按面积分配（Yun 等，2019）。大小取自 Beta(a, a)，此处填 a。常用 1，0 表示不用。若同时使用 Mixup，每批随机取其一。</translation>
    </message>
    <message>
        <source>Uneven classes</source>
        <translation>类别不均</translation>
    </message>
    <message>
        <source>How rare classes are made up for. Class weights: each image&apos;s loss counts by the inverse of its class&apos;s frequency. Even sampling: each class is drawn equally often, its images more than once where they are few.</source>
        <translation>如何弥补图像较少的类别。类别权重：每张图像的损失按其类别频率的倒数计。均衡采样：各类别抽取的次数相同，图像少的类别会重复抽取。</translation>
    </message>
    <message>
        <source>Works only with global average pooling</source>
        <translation>仅对全局平均池化有效</translation>
    </message>
    <message>
        <source>Channels that each fused stage (article, section 4.2) is projected to by a 1 × 1 convolution.</source>
        <translation>每个融合阶段（论文 4.2 节）经 1 × 1 卷积投影后的通道数。</translation>
    </message>
    <message>
        <source>Hidden layer</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>Units of a layer between the pooled features and the classifier of a plain CNN. It gives a baseline as many parameters as a BiLSTM has, so that a comparison is fair (article, section 4.1).</source>
        <translation>普通 CNN 的池化特征与分类器之间一层的单元数。它让基准拥有与 BiLSTM 一样多的参数，使比较公平（论文 4.1 节）。</translation>
    </message>
    <message>
        <source>fp16</source>
        <translation>fp16</translation>
    </message>
    <message>
        <source>With a frozen backbone a teacher needs cached views, or images that do not vary</source>
        <translation>冻结骨干网络时，教师需要缓存视图，或不做随机变化的图像</translation>
    </message>
    <message>
        <source>At 0 nothing is learnt from the teacher</source>
        <translation>为 0 时不从教师学习任何内容</translation>
    </message>
    <message>
        <source>Works only with a teacher</source>
        <translation>仅在设有教师时有效</translation>
    </message>
    <message>
        <source>fp16 needs CUDA; choose bf16 on a processor</source>
        <translation>fp16 需要 CUDA；在处理器上请选 bf16</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>教师</translation>
    </message>
    <message>
        <source>Teacher&apos;s share</source>
        <translation>教师的比重</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>A batch of one image has no other to be mixed with</source>
        <translation>每批只有一张图片时，没有可混合的其他图片</translation>
    </message>
    <message>
        <source>This processor has no bf16; it computes in float32</source>
        <translation>此处理器不支持 bf16，将以 float32 计算</translation>
    </message>
    <message>
        <source>These are not this backbone&apos;s; choose a backbone anew to have its own</source>
        <translation>这些宽度不属于此骨干网络；重新选择一次骨干网络即可恢复其原有宽度</translation>
    </message>
    <message>
        <source>Pruned widths</source>
        <translation>剪枝后的宽度</translation>
    </message>
    <message>
        <source>Channels within each block of a network that has been pruned. Choosing a backbone brings its own back.</source>
        <translation>剪枝后的网络每个块内部的通道数。重新选择骨干网络即可恢复其原有宽度。</translation>
    </message>
    <message>
        <source>Mixed precision (article, section 3.2). bf16 is quicker on processors that have it, at slightly coarser arithmetic. fp16 is for CUDA: the loss is scaled, so that small gradients do not vanish.</source>
        <translation>混合精度（论文 3.2 节）。在支持的处理器上 bf16 更快，精度略低。fp16 用于 CUDA：损失会乘以缩放系数，以免很小的梯度变为零。</translation>
    </message>
    <message>
        <source>0, or from %1 to %2%3</source>
        <translation>0，或 %1 至 %2%3</translation>
    </message>
    <message>
        <source>How the sequence becomes class scores. Attention (article, section 4.2) weighs the cells and shows where the network looks. Final states is the better-founded form of the article&apos;s last step (section 2.2.2). Global average pooling is the plain CNN without a BiLSTM.</source>
        <translation>序列如何变为类别得分。注意力（论文 4.2 节）为各格子加权，并显示网络关注的区域。末状态是论文“最后一步”（2.2.2 节）更合理的形式。全局平均池化即不带 BiLSTM 的普通 CNN。</translation>
    </message>
    <message>
        <source>Probability that training leaves a block of the backbone away for an image: nearly this for the last one, evenly less for those before it. 0.2 is usual for EfficientNet. Above 0, training is slower.</source>
        <translation>训练时对某幅图像略过骨干网络一个块的概率：最后一个块接近该值，越靠前的块均匀递减。EfficientNet 通常取 0.2。大于 0 时训练较慢。</translation>
    </message>
    <message>
        <source>Share of the teacher&apos;s answers in the loss (article, section 4.2); the rest is the labels&apos;. At 1 the labels do not count.</source>
        <translation>教师的输出在损失中所占的比重（论文 4.2 节），其余归标签。为 1 时不计标签。</translation>
    </message>
    <message>
        <source>Divides the scores of both networks before they are compared (article, section 4.2). Above 1, what the teacher thinks of the other classes counts more; 2 to 5 are usual.</source>
        <translation>比较两个网络的得分之前，先除以该值（论文 4.2 节）。大于 1 时，教师对其他类别的判断分量更重；常用 2 到 5。</translation>
    </message>
    <message>
        <source>The folder of a trained run whose answers are learnt from beside the labels (knowledge distillation, article, section 4.2): a large network teaches a small one. It has the same classes and image size. A checkpoint&apos;s file, or an exported .safetensors file, can be named as well.</source>
        <translation>已训练运行的文件夹：除标签外，还学习它的输出（知识蒸馏，论文 4.2 节），由大网络教小网络。类别和图像尺寸必须相同。也可以指定检查点文件或导出的 .safetensors 文件。</translation>
    </message>
    <message>
        <source>Images in one step of the optimiser, of each process. Larger batches need more memory and often a higher learning rate.</source>
        <translation>优化器每一步的图像数（每个进程）。批次越大，所需内存越多，通常也需要更高的学习率。</translation>
    </message>
    <message>
        <source>Threads that compute, of each process.</source>
        <translation>每个进程用于计算的线程数。</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程数</translation>
    </message>
    <message>
        <source>Processes of this machine that train together, each with the batch given above and its part of the cores; a step takes the images of all of them. Measure tells whether that is quicker than one process with more threads. On a cluster, the launcher says how many there are.</source>
        <translation>在本机上共同训练的进程，每个进程使用上面给定的批次和它那一份核心；每一步使用所有进程的图像。“测量”会告诉您这是否比单进程多线程更快。在集群上，进程数由启动器决定。</translation>
    </message>
    <message>
        <source>Rate by processes</source>
        <translation>学习率随进程数</translation>
    </message>
    <message>
        <source>How the learning rate follows the number of processes, whose batches make one step: linear multiplies it by the number (Goyal et al. 2017), sqrt by its square root (Krizhevsky 2014).</source>
        <translation>学习率如何随进程数变化（各进程的批次合成一步）：线性为乘以进程数（Goyal 等，2017），平方根为乘以其平方根（Krizhevsky，2014）。</translation>
    </message>
    <message>
        <source>Synchronise norms</source>
        <translation>同步归一化</translation>
    </message>
    <message>
        <source>Batch norms go by the images of all processes, as one process with the whole batch would, at the price of an exchange in each of them. For small batches.</source>
        <translation>批归一化按所有进程的图像计算，如同一个进程处理整个批次，代价是每个归一化层都要交换一次数据。适合小批次。</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Square root</source>
        <translation>平方根</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>不变</translation>
    </message>
</context>
<context>
    <name>weft::ConfigurePage</name>
    <message>
        <source>New run</source>
        <translation>新建运行</translation>
    </message>
    <message>
        <source>No images chosen</source>
        <translation>尚未选择图像</translation>
    </message>
    <message>
        <source>%1 · %2 training, %3 validation images</source>
        <translation>%1 · 训练图像 %2 张，验证图像 %3 张</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>%1 parameters · %2 multiply-adds an image</source>
        <translation>%1 参数 · 每张图像 %2 次乘加</translation>
    </message>
    <message>
        <source>These images have about %1 × %2 px only. &lt;a href=&quot;quick&quot;&gt;Use the preset for small images&lt;/a&gt;</source>
        <translation>这些图像只有约 %1 × %2 像素。&lt;a href=&quot;quick&quot;&gt;使用小图像预设&lt;/a&gt;</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>A recipe to start from; everything can be changed below</source>
        <translation>可作为起点的方案；下面的各项都可以修改</translation>
    </message>
    <message>
        <source>%1 parameters, %2 of them trained · %3 multiply-adds an image</source>
        <translation>%1 参数，其中训练 %2 · 每张图像 %3 次乘加</translation>
    </message>
</context>
<context>
    <name>weft::ConfusionCard</name>
    <message>
        <source>Confusion, images</source>
        <translation>混淆矩阵，图像数</translation>
    </message>
    <message>
        <source>Confusion, % of true class</source>
        <translation>混淆矩阵，占真实类别的 %</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Numbers of images in place of shares of the true class</source>
        <translation>显示图像数量，而不是占真实类别的比例</translation>
    </message>
    <message>
        <source>The matrix appears after the first validation.</source>
        <translation>首次验证后显示混淆矩阵。</translation>
    </message>
</context>
<context>
    <name>weft::ConfusionModel</name>
    <message>
        <source>true %1, said %2: %3 (%4)</source>
        <translation>真实为 %1，判为 %2：%3（%4）</translation>
    </message>
</context>
<context>
    <name>weft::ConfusionView</name>
    <message>
        <source>predicted, same order</source>
        <translation>预测类别，顺序相同</translation>
    </message>
    <message>
        <source>predicted, same order · Ctrl+wheel zooms</source>
        <translation>预测类别，顺序相同 · Ctrl+滚轮缩放</translation>
    </message>
</context>
<context>
    <name>weft::CurvePlot</name>
    <message>
        <source>raw %1</source>
        <translation>原始值 %1</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
</context>
<context>
    <name>weft::CurvesPanel</name>
    <message>
        <source>smoothing %1</source>
        <translation>平滑 %1</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>对数坐标轴</translation>
    </message>
    <message>
        <source>Share of the past in the bold training lines of both plots. They look backwards only; the raw values stay visible behind them.</source>
        <translation>两幅图中训练粗线里历史值所占的比重。平滑只向后看，原始值始终显示在其后方。</translation>
    </message>
</context>
<context>
    <name>weft::DataPage</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>%1 · %2 training, %3 validation images</source>
        <translation>%1 · 训练图像 %2 张，验证图像 %3 张</translation>
    </message>
    <message>
        <source>Open a folder of images</source>
        <translation>打开图像文件夹</translation>
    </message>
    <message>
        <source>Open a CIFAR or IDX file</source>
        <translation>打开 CIFAR 或 IDX 文件</translation>
    </message>
    <message>
        <source>CIFAR and IDX files (*.bin *ubyte *.gz)</source>
        <translation>CIFAR 与 IDX 文件 (*.bin *ubyte *.gz)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>The scan was cancelled; the data opened before stays.</source>
        <translation>扫描已取消；之前打开的数据保持不变。</translation>
    </message>
    <message>
        <source>The scan was cancelled; nothing was opened.</source>
        <translation>扫描已取消；未打开任何数据。</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>%1 of %2 files read, %3 left</source>
        <translation>已读取 %1/%2 个文件，剩余 %3</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>正在打开 %1</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>还没有数据</translation>
    </message>
    <message>
        <source>Weft learns from a folder of images with one folder for each class. Once a folder is open, its classes, images and unreadable files are shown here.</source>
        <translation>Weft 从图像文件夹中学习，其中每个类别一个子文件夹。打开后，这里会显示类别、图像以及无法读取的文件。</translation>
    </message>
    <message>
        <source>Drop a folder here, or %1</source>
        <translation>将文件夹拖到这里，或%1</translation>
    </message>
    <message>
        <source>open one…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Files read</source>
        <translation>已读取的文件</translation>
    </message>
</context>
<context>
    <name>weft::EpochStepper</name>
    <message>
        <source>Earlier epoch</source>
        <translation>上一轮</translation>
    </message>
    <message>
        <source>Later epoch</source>
        <translation>下一轮</translation>
    </message>
    <message>
        <source>The epoch that the matrix, the scores and the watched images show. At the right end they follow the training.</source>
        <translation>混淆矩阵、各项指标与观察图像所显示的轮次。移到最右端时跟随训练更新。</translation>
    </message>
    <message>
        <source>epoch %1, latest</source>
        <translation>第 %1 轮，最新</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
</context>
<context>
    <name>weft::EpochStrip</name>
    <message>
        <source>Over the epochs</source>
        <translation>随轮次变化</translation>
    </message>
    <message>
        <source>Heat map after each epoch</source>
        <translation>每轮之后的热力图</translation>
    </message>
    <message>
        <source>untrained</source>
        <translation>未训练</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
</context>
<context>
    <name>weft::ExportForm</name>
    <message>
        <source>Where the files go</source>
        <translation>文件存放位置</translation>
    </message>
    <message>
        <source>Tick a form</source>
        <translation>请勾选一种形式</translation>
    </message>
    <message>
        <source>The files need a name</source>
        <translation>文件需要名称</translation>
    </message>
    <message>
        <source>A name cannot hold a slash</source>
        <translation>名称不能包含斜杠</translation>
    </message>
    <message>
        <source>The tolerance has to be a number above 0</source>
        <translation>容差必须是大于 0 的数</translation>
    </message>
    <message>
        <source>Looking at the folder…</source>
        <translation>正在查看文件夹…</translation>
    </message>
    <message>
        <source>There is no such folder</source>
        <translation>没有这个文件夹</translation>
    </message>
    <message>
        <source>Nothing can be written in this folder</source>
        <translation>此文件夹不可写入</translation>
    </message>
    <message>
        <source>“%1” exists. Replace it, or change the name.</source>
        <translation>“%1”已存在。请勾选替换，或更改名称。</translation>
    </message>
    <message numerus="yes">
        <source>%n of these files exist. Replace them, or change the name.</source>
        <translation>
            <numerusform>其中 %n 个文件已存在。请勾选替换，或更改名称。</numerusform>
        </translation>
    </message>
    <message>
        <source>Preprocessing inside the ONNX file</source>
        <translation>把预处理放入 ONNX 文件</translation>
    </message>
    <message>
        <source>The file takes pixels, uint8 RGB of the network&apos;s size, and normalises them itself. Without it the program that uses it has to.</source>
        <translation>文件直接接收像素（uint8 RGB，尺寸与网络一致）并自行归一化；否则须由使用它的程序完成。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>How far a score before the softmax may lie from the run&apos;s. ONNX, safetensors and TorchScript are refused beyond it.</source>
        <translation>softmax 之前的得分与运行相比允许的差异。超出时拒绝 ONNX、safetensors 和 TorchScript。</translation>
    </message>
    <message>
        <source>Largest difference of a score</source>
        <translation>得分的最大差异</translation>
    </message>
    <message>
        <source>int8 loses at most</source>
        <translation>int8 最多损失</translation>
    </message>
    <message>
        <source> points</source>
        <translation> 个百分点</translation>
    </message>
    <message>
        <source>How much accuracy an int8 file may lose before it is refused</source>
        <translation>int8 文件的准确率损失超过此值即被拒绝</translation>
    </message>
    <message>
        <source>Replace files that exist</source>
        <translation>替换已存在的文件</translation>
    </message>
    <message>
        <source>A file is only replaced once the new one has passed its proof</source>
        <translation>只有新文件通过验证后才会替换旧文件</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>weft::ExportModel</name>
    <message>
        <source>Nothing was written; what stood there is untouched.</source>
        <translation>未写入任何内容；原有文件保持不变。</translation>
    </message>
    <message>
        <source>The Python file beside it was not run.</source>
        <translation>旁边的 Python 文件未经运行。</translation>
    </message>
    <message numerus="yes">
        <source>%1 ran it on %n validation images.</source>
        <comment>the engine</comment>
        <translation>
            <numerusform>已由 %1 在 %n 张验证图像上运行。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more could not be read.</source>
        <translation>
            <numerusform>另有 %n 张无法读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>It lies at %1.</source>
        <translation>位于 %1。</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>not made</source>
        <translation>未生成</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>weights only</source>
        <translation>仅验证权重</translation>
    </message>
    <message>
        <source>proved</source>
        <translation>已验证</translation>
    </message>
    <message>
        <source>written</source>
        <translation>已写入</translation>
    </message>
    <message>
        <source>On the validation images, by the second engine</source>
        <translation>由第二引擎在验证图像上得出</translation>
    </message>
    <message>
        <source>Of the run&apos;s own network on the same images</source>
        <translation>运行自身的网络在相同图像上的准确率</translation>
    </message>
    <message>
        <source>Of a score before the softmax, over all images and classes</source>
        <translation>softmax 之前的得分，取所有图像和类别中的最大差异</translation>
    </message>
    <message>
        <source>Images that it puts into another class than the run does</source>
        <translation>与运行判断不同的图像数</translation>
    </message>
    <message>
        <source>One picture, by Weft&apos;s own predictor in the same turns; the median</source>
        <translation>Weft 自身的预测器在相同轮次中处理一张图像的中位用时</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>改变</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Time, ms</source>
        <translation>用时（毫秒）</translation>
    </message>
    <message>
        <source>run</source>
        <comment>of the run, beside what its export has</comment>
        <translation>运行</translation>
    </message>
    <message numerus="yes">
        <source>No file: the run itself, in int8 on %n validation images, as Classify computes with “int8” ticked.</source>
        <translation>
            <numerusform>没有文件：这是运行本身以 int8 在 %n 张验证图像上的表现，与“分类”页勾选“int8”时的计算相同。</numerusform>
        </translation>
    </message>
    <message>
        <source>This processor has no exact int8 products, so that the time in brackets is float32&apos;s.</source>
        <translation>此处理器不支持精确的 int8 乘法，括号中的用时是 float32 的。</translation>
    </message>
    <message>
        <source>OpenCV multiplies its int8 values as float32, so that the time in brackets is not that of an int8 engine.</source>
        <translation>OpenCV 将其 int8 数值按 float32 相乘，括号中的用时并非 int8 引擎的用时。</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>已测量</translation>
    </message>
    <message>
        <source>One picture, by the second engine; the median. In brackets where it multiplies int8 values as float32.</source>
        <translation>第二引擎处理一张图像的中位用时。括号表示 int8 数值按 float32 相乘。</translation>
    </message>
</context>
<context>
    <name>weft::ExportPage</name>
    <message>
        <source>Looking for runs…</source>
        <translation>正在查找运行…</translation>
    </message>
    <message>
        <source>No run has a trained network yet</source>
        <translation>尚无运行含有训练好的网络</translation>
    </message>
    <message>
        <source>The export has failed. %1</source>
        <translation>导出失败。%1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Reading the run…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message>
        <source>This run cannot be read</source>
        <translation>无法读取此运行</translation>
    </message>
    <message numerus="yes">
        <source>The export was cancelled; %n file(s) had been made and stay.</source>
        <translation>
            <numerusform>导出已取消；已完成的 %n 个文件予以保留。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be exported; the proof says why.</source>
        <translation>
            <numerusform>有 %n 个文件未能导出；原因见“验证”。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of “%1” exported.</source>
        <translation>
            <numerusform>已导出“%1”的 %n 个文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation>尚无可导出的内容</translation>
    </message>
    <message>
        <source>Nothing exported yet</source>
        <translation>尚未导出</translation>
    </message>
    <message>
        <source>Train a network first. Then hand it over from here: as a file for other engines, for PyTorch, for a spreadsheet or to read.</source>
        <translation>请先训练一个网络，然后在此交付：供其他引擎、PyTorch 或电子表格使用的文件，或供阅读的报告。</translation>
    </message>
    <message>
        <source>A second engine runs every network on the run&apos;s validation images before its file is called good. What it finds is shown here.</source>
        <translation>每个网络都先由第二引擎在该运行的验证图像上运行，其文件才算合格。结果显示在此处。</translation>
    </message>
    <message>
        <source>Configure a run</source>
        <translation>配置运行</translation>
    </message>
    <message>
        <source>Export files</source>
        <translation>导出文件</translation>
    </message>
    <message>
        <source>Prune</source>
        <translation>剪枝</translation>
    </message>
    <message>
        <source>What to do with the network</source>
        <translation>如何处理网络</translation>
    </message>
</context>
<context>
    <name>weft::ExportResults</name>
    <message>
        <source>about %1 left</source>
        <translation>大约还需 %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Exporting %1: %2 of %3 done</source>
        <translation>正在导出 %1：已完成 %2/%3</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>weft::ExportTexts</name>
    <message>
        <source>ONNX</source>
        <translation>ONNX</translation>
    </message>
    <message>
        <source>ONNX int8</source>
        <translation>ONNX int8</translation>
    </message>
    <message>
        <source>ONNX int8, calibrated</source>
        <translation>ONNX int8（校准）</translation>
    </message>
    <message>
        <source>safetensors + Python</source>
        <translation>safetensors + Python</translation>
    </message>
    <message>
        <source>TorchScript</source>
        <translation>TorchScript</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>For programs with LibTorch, in C++ or Python</source>
        <translation>用于采用 LibTorch 的 C++ 或 Python 程序</translation>
    </message>
    <message>
        <source>To read or to send: one HTML page with its pictures</source>
        <translation>用于阅读或发送：含图片的单个 HTML 页面</translation>
    </message>
    <message>
        <source>For any engine, such as ONNX Runtime, and for Classify</source>
        <translation>适用于 ONNX Runtime 等各种引擎，也可用于“分类”</translation>
    </message>
    <message>
        <source>Smaller: the BiLSTM and linear layers in 8 bits</source>
        <translation>更小：BiLSTM 和线性层为 8 位</translation>
    </message>
    <message>
        <source>Smallest: the convolutions in 8 bits, too</source>
        <translation>最小：卷积也为 8 位</translation>
    </message>
    <message>
        <source>int8, calibrated</source>
        <translation>int8（校准）</translation>
    </message>
    <message>
        <source>safetensors</source>
        <translation>safetensors</translation>
    </message>
    <message>
        <source>For PyTorch: weights, and Python to build the network</source>
        <translation>用于 PyTorch：权重以及构建网络的 Python 文件</translation>
    </message>
    <message>
        <source>For a spreadsheet: matrix, curves, predictions as CSV</source>
        <translation>用于电子表格：混淆矩阵、曲线和预测的 CSV</translation>
    </message>
    <message>
        <source>Weft int8</source>
        <translation>Weft int8</translation>
    </message>
    <message>
        <source>No file: how the run itself does in 8 bits, as in Classify</source>
        <translation>没有文件：运行本身以 8 位计算的表现，与“分类”页相同</translation>
    </message>
</context>
<context>
    <name>weft::FileSaving</name>
    <message>
        <source>Saved “%1”.</source>
        <translation>已保存“%1”。</translation>
    </message>
</context>
<context>
    <name>weft::FollowFolderButton</name>
    <message>
        <source>Run directory to follow</source>
        <translation>要跟踪的运行目录</translation>
    </message>
    <message>
        <source>Follow a folder…</source>
        <translation>跟踪文件夹…</translation>
    </message>
    <message>
        <source>Shows a run that lies elsewhere, for instance on a cluster&apos;s file system, live while it is written</source>
        <translation>实时显示位于别处（例如集群文件系统上）、正在写入的运行</translation>
    </message>
</context>
<context>
    <name>weft::FollowTexts</name>
    <message>
        <source>The folder has not answered for %1</source>
        <translation>文件夹已有 %1 没有响应</translation>
    </message>
    <message>
        <source>The run cannot be read now, and is tried again. %1</source>
        <translation>此运行现在无法读取，正在重试。%1</translation>
    </message>
    <message>
        <source>No news for %1; its process is alive</source>
        <translation>已有 %1 没有新消息；其进程仍在运行</translation>
    </message>
    <message>
        <source>No news for %1; it may have ended</source>
        <translation>已有 %1 没有新消息；它可能已经结束</translation>
    </message>
    <message>
        <source>followed; another program trains it</source>
        <translation>跟踪中；由另一个程序训练</translation>
    </message>
</context>
<context>
    <name>weft::FollowedEnd</name>
    <message>
        <source>“%1” was interrupted: the program that trained it has ended. What it has written is kept.</source>
        <translation>“%1”已中断：训练它的程序已经结束。它写入的内容已保留。</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>“%1” failed.</source>
        <translation>“%1”失败。</translation>
    </message>
</context>
<context>
    <name>weft::Format</name>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>“%1” has a value that cannot be used</source>
        <translation>“%1”的值无法使用</translation>
    </message>
    <message>
        <source>A value cannot be used</source>
        <translation>有一个值无法使用</translation>
    </message>
    <message>
        <source>“%1” was not found</source>
        <translation>找不到“%1”</translation>
    </message>
    <message>
        <source>Something was not found</source>
        <translation>找不到所需的内容</translation>
    </message>
    <message>
        <source>“%1” cannot be read</source>
        <translation>无法读取“%1”</translation>
    </message>
    <message>
        <source>Something cannot be read</source>
        <translation>有内容无法读取</translation>
    </message>
    <message>
        <source>“%1” is damaged</source>
        <translation>“%1”已损坏</translation>
    </message>
    <message>
        <source>The content is damaged</source>
        <translation>内容已损坏</translation>
    </message>
    <message>
        <source>“%1” is of a kind that Weft does not handle</source>
        <translation>Weft 不支持“%1”的类型</translation>
    </message>
    <message>
        <source>Weft does not handle this kind</source>
        <translation>Weft 不支持此类型</translation>
    </message>
    <message>
        <source>“%1” was written by a newer Weft</source>
        <translation>“%1”由更新版本的 Weft 写入</translation>
    </message>
    <message>
        <source>Written by a newer Weft</source>
        <translation>由更新版本的 Weft 写入</translation>
    </message>
    <message>
        <source>“%1” could not be written</source>
        <translation>无法写入“%1”</translation>
    </message>
    <message>
        <source>Writing failed</source>
        <translation>写入失败</translation>
    </message>
    <message>
        <source>“%1” exists already</source>
        <translation>“%1”已存在</translation>
    </message>
    <message>
        <source>It exists already</source>
        <translation>已经存在</translation>
    </message>
    <message>
        <source>“%1” is in use by another program</source>
        <translation>“%1”正被其他程序使用</translation>
    </message>
    <message>
        <source>In use by another program</source>
        <translation>正被其他程序使用</translation>
    </message>
    <message>
        <source>“%1” was cancelled</source>
        <translation>“%1”已取消</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>“%1” is no longer a finite number</source>
        <translation>“%1”不再是有限数</translation>
    </message>
    <message>
        <source>The loss is no longer a finite number</source>
        <translation>损失不再是有限数</translation>
    </message>
    <message>
        <source>Not enough memory for “%1”</source>
        <translation>内存不足，无法处理“%1”</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Something unexpected happened with “%1”</source>
        <translation>“%1”发生意外错误</translation>
    </message>
    <message>
        <source>Something unexpected happened</source>
        <translation>发生意外错误</translation>
    </message>
    <message>
        <source>%1.</source>
        <translation>%1。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <comment>what happened, the reason</comment>
        <translation>%1：%2。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>“%1” was lost</source>
        <translation>“%1”已失去联系</translation>
    </message>
    <message>
        <source>A process that trained along was lost</source>
        <translation>一个共同训练的进程已失去联系</translation>
    </message>
</context>
<context>
    <name>weft::FormatRow</name>
    <message>
        <source>%1 exists</source>
        <comment>a file&apos;s name</comment>
        <translation>%1 已存在</translation>
    </message>
</context>
<context>
    <name>weft::HeadChooser</name>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>头 %1</translation>
    </message>
    <message>
        <source>Attention head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>Each attention head weighs the cells in its own way. The mean is over all.</source>
        <translation>每个注意力头以各自的方式为格子加权。均值取自所有头。</translation>
    </message>
</context>
<context>
    <name>weft::HeatMapView</name>
    <message>
        <source>Picture with heat map</source>
        <translation>叠加热力图的图像</translation>
    </message>
    <message>
        <source>No heat map</source>
        <translation>无热力图</translation>
    </message>
    <message>
        <source>%1 by %2 cells, strongest in row %3, column %4: %5</source>
        <translation>%1 × %2 个格子，第 %3 行第 %4 列最强：%5</translation>
    </message>
</context>
<context>
    <name>weft::InspectBoard</name>
    <message>
        <source>The images of this run cannot be shown. %1</source>
        <translation>无法显示此运行的图像。%1</translation>
    </message>
    <message>
        <source>before training</source>
        <translation>训练之前</translation>
    </message>
    <message>
        <source>after epoch %1</source>
        <translation>第 %1 轮之后</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Attention over the cells, sums to 1</source>
        <translation>各格子的注意力，总和为 1</translation>
    </message>
    <message>
        <source>Grad-CAM on the last feature grid</source>
        <translation>末层特征网格上的 Grad-CAM</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>未读取</translation>
    </message>
</context>
<context>
    <name>weft::InspectGallery</name>
    <message>
        <source>not read</source>
        <translation>未读取</translation>
    </message>
    <message>
        <source>true %1, said %2, %3</source>
        <translation>真实为 %1，判为 %2，%3</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Any true class</source>
        <translation>任意真实类别</translation>
    </message>
    <message>
        <source>Right and wrong</source>
        <translation>正确与错误</translation>
    </message>
    <message>
        <source>Right only</source>
        <translation>仅正确</translation>
    </message>
    <message>
        <source>Wrong only</source>
        <translation>仅错误</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>Predicted class</source>
        <translation>预测类别</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Validation images</source>
        <translation>验证图像</translation>
    </message>
    <message>
        <source>No image passes these filters.</source>
        <translation>没有符合筛选条件的图像。</translation>
    </message>
    <message>
        <source>Any prediction</source>
        <translation>任意预测</translation>
    </message>
    <message>
        <source>Most confident</source>
        <translation>置信度最高</translation>
    </message>
    <message>
        <source>Least confident</source>
        <translation>置信度最低</translation>
    </message>
    <message>
        <source>Data set order</source>
        <translation>数据集顺序</translation>
    </message>
</context>
<context>
    <name>weft::InspectPage</name>
    <message>
        <source>The network of this run cannot be loaded. %1</source>
        <translation>无法加载此运行的网络。%1</translation>
    </message>
    <message>
        <source>The images of this run cannot be shown. %1</source>
        <translation>无法显示此运行的图像。%1</translation>
    </message>
    <message>
        <source>This run cannot be shown</source>
        <translation>无法显示此运行</translation>
    </message>
    <message>
        <source>No epoch is finished yet</source>
        <translation>尚未完成任何一轮</translation>
    </message>
    <message>
        <source>The predictions on the validation images appear here after the first epoch.</source>
        <translation>第一轮之后，验证图像的预测结果会显示在这里。</translation>
    </message>
    <message>
        <source>No run is open</source>
        <translation>未打开运行</translation>
    </message>
    <message>
        <source>Open a run to see its validation images, what the network said of them, and where it looked.</source>
        <translation>打开一个运行，即可查看其验证图像、网络的判断以及关注的区域。</translation>
    </message>
    <message>
        <source>Show the runs</source>
        <translation>显示运行</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>%1 with heat map.png</source>
        <translation>%1 热力图.png</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Saved the picture as %1.</source>
        <translation>图片已保存为 %1。</translation>
    </message>
    <message>
        <source>The picture was not saved. %1</source>
        <translation>图片未能保存。%1</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检视</translation>
    </message>
    <message>
        <source>best checkpoint, epoch %1 · %2 validation images</source>
        <translation>最佳检查点，第 %1 轮 · 验证图像 %2 张</translation>
    </message>
    <message>
        <source>Reading the run and its images…</source>
        <translation>正在读取运行及其图像…</translation>
    </message>
</context>
<context>
    <name>weft::InspectPicture</name>
    <message>
        <source>cell (%1, %2): %3</source>
        <translation>格子 (%1, %2)：%3</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>热力图的不透明度</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>What the attention head weighs the cells by. Only networks with this head have it.</source>
        <translation>注意力头给各格子的权重。只有带此头的网络才有。</translation>
    </message>
    <message>
        <source>Grad-CAM</source>
        <translation>Grad-CAM</translation>
    </message>
    <message>
        <source>Which cells of the last feature grid speak for the predicted class.</source>
        <translation>末层特征网格中支持预测类别的格子。</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存图片…</translation>
    </message>
</context>
<context>
    <name>weft::InspectVerdict</name>
    <message>
        <source>Prediction</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>True class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>预测</translation>
    </message>
</context>
<context>
    <name>weft::IntervalChart</name>
    <message>
        <source>Accuracies</source>
        <translation>各准确率</translation>
    </message>
</context>
<context>
    <name>weft::JobForm</name>
    <message>
        <source>On the host</source>
        <translation>在主机上</translation>
    </message>
    <message>
        <source>Submitting…</source>
        <translation>正在提交…</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Where sbatch is called, as ssh takes it: a name or user@name. ssh must need no password. Empty: on this machine.</source>
        <translation>在哪里调用 sbatch，写法同 ssh：主机名或 用户@主机名。ssh 须无需密码。留空：在本机。</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Tasks a node</source>
        <translation>每节点任务</translation>
    </message>
    <message>
        <source>CPUs a task</source>
        <translation>每任务 CPU</translation>
    </message>
    <message>
        <source>Each task is a rank of the training</source>
        <translation>每个任务是训练的一个进程</translation>
    </message>
    <message>
        <source>Also a task&apos;s threads, where Configure leaves them automatic</source>
        <translation>若“配置”页中线程数为自动，也是每个任务的线程数</translation>
    </message>
    <message>
        <source>the cluster&apos;s default</source>
        <translation>集群默认</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Hours, minutes and seconds, or days-hours such as 1-12. Shortly before it is over the run stops with a checkpoint.</source>
        <translation>时:分:秒，或 天-时，例如 1-12。时限将到时，运行会写入检查点并停止。</translation>
    </message>
    <message>
        <source>Partition</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>您的账户</translation>
    </message>
    <message>
        <source>Whom the time is charged to</source>
        <translation>机时记在谁名下</translation>
    </message>
    <message>
        <source>Modules</source>
        <translation>模块</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Loaded in this order, with blanks between them</source>
        <translation>按此顺序加载，以空格分隔</translation>
    </message>
    <message>
        <source>Further options</source>
        <translation>其他选项</translation>
    </message>
    <message>
        <source>Options of sbatch with blanks between them, such as --mem=16G --gres=gpu:1</source>
        <translation>sbatch 的选项，以空格分隔，例如 --mem=16G --gres=gpu:1</translation>
    </message>
    <message>
        <source>weft-cli</source>
        <translation>weft-cli</translation>
    </message>
    <message>
        <source>the one in PATH</source>
        <translation>PATH 中的程序</translation>
    </message>
    <message>
        <source>The program&apos;s path there</source>
        <translation>该程序在主机上的路径</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>under the same path</source>
        <translation>路径相同</translation>
    </message>
    <message>
        <source>The folder of the images there. Built-in sets need none.</source>
        <translation>图像在主机上的文件夹。内置数据集无需填写。</translation>
    </message>
    <message>
        <source>Jobs&apos; folder</source>
        <translation>作业文件夹</translation>
    </message>
    <message>
        <source>Scripts, and what jobs print</source>
        <translation>脚本和作业的输出</translation>
    </message>
    <message>
        <source>Runs&apos; folder</source>
        <translation>运行文件夹</translation>
    </message>
    <message>
        <source>The runs&apos; directories</source>
        <translation>各运行的目录</translation>
    </message>
    <message>
        <source>Seen here as</source>
        <translation>在本机为</translation>
    </message>
    <message>
        <source>The runs&apos; folder as this machine sees it, by NFS or sshfs, so that runs can be followed</source>
        <translation>本机通过 NFS 或 sshfs 看到的运行文件夹，用于跟踪运行</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>%1: “%2” is no time limit. Write hours, minutes and seconds, such as 02:30:00, or days-hours, such as 1-12.</source>
        <translation>%1：“%2”不是有效的时限。请写成 时:分:秒，例如 02:30:00，或 天-时，例如 1-12。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <comment>a field, what is wrong with it</comment>
        <translation>%1：%2。</translation>
    </message>
</context>
<context>
    <name>weft::JobTableModel</name>
    <message>
        <source>Unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>a job&apos;s number, its host</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>提交时间</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>weft::JobTexts</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>已挂起</translation>
    </message>
    <message>
        <source>Ending</source>
        <translation>正在结束</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Out of time</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>Out of memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Node failed</source>
        <translation>节点故障</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Waiting for jobs ahead</source>
        <translation>等待前面的作业</translation>
    </message>
    <message>
        <source>Waiting for free nodes</source>
        <translation>等待空闲节点</translation>
    </message>
    <message>
        <source>Failed with code %1</source>
        <translation>失败，退出码 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a state, Slurm&apos;s reason</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Slurm&apos;s reason: %1</source>
        <translation>Slurm 给出的原因：%1</translation>
    </message>
    <message>
        <source>The run was told to end and has left a checkpoint. Carry on continues it.</source>
        <translation>运行收到结束信号并写入了检查点。“续训”可继续。</translation>
    </message>
    <message>
        <source>What the job printed says why.</source>
        <translation>原因见作业的输出。</translation>
    </message>
    <message>
        <source>Slurm has ended the run at its time limit. Carry on continues from its last checkpoint.</source>
        <translation>Slurm 在时限到时结束了运行。“续训”从最近的检查点继续。</translation>
    </message>
    <message>
        <source>The run took more memory than the job had asked for.</source>
        <translation>运行占用的内存超过作业申请的内存。</translation>
    </message>
    <message>
        <source>A node went down. Carry on continues from the last checkpoint.</source>
        <translation>有节点宕机。“续训”从最近的检查点继续。</translation>
    </message>
    <message>
        <source>Slurm has forgotten the job, and its run does not say how it ended.</source>
        <translation>Slurm 已不再记得该作业，运行目录也未说明其结果。</translation>
    </message>
    <message>
        <source>What it printed: %1</source>
        <translation>作业的输出：%1</translation>
    </message>
    <message>
        <source>What it printed, on %1: %2</source>
        <translation>作业的输出（在 %1 上）：%2</translation>
    </message>
    <message>
        <source>%1 refuses: %2.</source>
        <comment>a program of Slurm, its words</comment>
        <translation>%1 拒绝：%2。</translation>
    </message>
    <message>
        <source>%1 does not answer: %2.</source>
        <comment>a host or a program of Slurm, what was said</comment>
        <translation>%1 没有应答：%2。</translation>
    </message>
</context>
<context>
    <name>weft::JobsCard</name>
    <message>
        <source>Jobs</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>Submitted jobs</source>
        <translation>已提交的作业</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Shows the run as it trains, once its directory can be seen from here</source>
        <translation>本机能看到运行目录后，实时显示训练过程</translation>
    </message>
    <message>
        <source>Carry on</source>
        <translation>续训</translation>
    </message>
    <message>
        <source>Submits a job that carries the run on from its last checkpoint, with what the form asks for now</source>
        <translation>按表单当前的申请提交一个作业，从最近的检查点继续运行</translation>
    </message>
    <message>
        <source>Cancel job</source>
        <translation>取消作业</translation>
    </message>
    <message>
        <source>Takes it out of the queue, or ends it with a checkpoint</source>
        <translation>将其移出队列，或写入检查点后结束</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>还没有作业</translation>
    </message>
    <message>
        <source>What is submitted stands here with its state, also after a restart. Weft asks Slurm while this page is shown.</source>
        <translation>提交的作业及其状态显示在这里，重启后仍在。显示本页时 Weft 会询问 Slurm。</translation>
    </message>
</context>
<context>
    <name>weft::LaunchBar</name>
    <message>
        <source>The run could not be measured. %1</source>
        <translation>无法测量此运行。%1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Training a few steps…</source>
        <translation>正在试训练几步…</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>an epoch takes about</source>
        <translation>每轮约需</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Train a few steps on these images and reckon from them</source>
        <translation>用这些图像试训练几步，并据此估算</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>features on disk</source>
        <translation>磁盘上的特征</translation>
    </message>
    <message>
        <source>The frozen backbone&apos;s features, computed in the first epochs and kept for later ones and for other runs; see Clear feature cache in the menu</source>
        <translation>冻结骨干网络的特征，在最初几轮计算，供之后各轮和其他运行使用；可用菜单中的“清空特征缓存”删除</translation>
    </message>
    <message>
        <source>Submit to Slurm…</source>
        <translation>提交到 Slurm…</translation>
    </message>
    <message>
        <source>Trains this run on a cluster</source>
        <translation>在集群上训练此运行</translation>
    </message>
</context>
<context>
    <name>weft::LoadingState</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>weft::MainMenu</name>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open images…</source>
        <translation>打开图像…</translation>
    </message>
    <message>
        <source>Runs folder…</source>
        <translation>运行文件夹…</translation>
    </message>
    <message>
        <source>About Weft</source>
        <translation>关于 Weft</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>As the system</source>
        <comment>theme</comment>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>As the system</source>
        <comment>language</comment>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>Images (%1)</source>
        <translation>图像 (%1)</translation>
    </message>
    <message>
        <source>Folder of the runs</source>
        <translation>运行文件夹</translation>
    </message>
    <message>
        <source>Clear feature cache (%1)</source>
        <translation>清空特征缓存（%1）</translation>
    </message>
    <message>
        <source>Clear feature cache</source>
        <translation>清空特征缓存</translation>
    </message>
</context>
<context>
    <name>weft::MainWindow</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Configure</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检视</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Ctrl+%2)</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
</context>
<context>
    <name>weft::MessageBar</name>
    <message numerus="yes">
        <source>%n more</source>
        <comment>messages behind this one</comment>
        <translation>
            <numerusform>还有 %n 条</numerusform>
        </translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>weft::NetworkChooser</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>best checkpoint</source>
        <translation>最佳检查点</translation>
    </message>
    <message>
        <source>last checkpoint</source>
        <translation>最近检查点</translation>
    </message>
    <message>
        <source>No run has a trained network yet.</source>
        <translation>尚无运行含有训练好的网络。</translation>
    </message>
    <message>
        <source>Loading the network…</source>
        <translation>正在加载网络…</translation>
    </message>
    <message>
        <source>epoch %1 · %2 on the validation images</source>
        <translation>第 %1 轮 · 验证图像上 %2</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Open an exported network</source>
        <translation>打开已导出的网络</translation>
    </message>
    <message>
        <source>ONNX files (*.onnx);;All files (*)</source>
        <translation>ONNX 文件 (*.onnx);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Classify with a network that was exported as ONNX</source>
        <translation>用导出为 ONNX 的网络进行分类</translation>
    </message>
    <message>
        <source>exported file · epoch %1 of its run</source>
        <translation>导出文件 · 其运行的第 %1 轮</translation>
    </message>
    <message>
        <source>%1, int8</source>
        <comment>best checkpoint</comment>
        <translation>%1，int8</translation>
    </message>
    <message>
        <source>int8</source>
        <translation>int8</translation>
    </message>
    <message>
        <source>Compute the BiLSTM and the linear layers in 8 bits: quicker where the processor can, and a little less accurate</source>
        <translation>以 8 位计算 BiLSTM 和线性层：处理器支持时更快，准确率略低</translation>
    </message>
    <message>
        <source>epoch %1 · %2 on the validation images, before int8</source>
        <translation>第 %1 轮 · 验证图像上 %2（int8 之前）</translation>
    </message>
</context>
<context>
    <name>weft::NetworkTitle</name>
    <message>
        <source>%1, pruned</source>
        <translation>%1（已剪枝）</translation>
    </message>
</context>
<context>
    <name>weft::NetworkView</name>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>序列</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>最后一步</translation>
    </message>
    <message>
        <source>Final states</source>
        <translation>末状态</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>%1: %2 parameters, %3 multiply-adds an image</source>
        <translation>%1：%2 参数，每张图像 %3 次乘加</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Fusion, added</source>
        <translation>融合（相加）</translation>
    </message>
    <message>
        <source>Fusion, concatenated</source>
        <translation>融合（拼接）</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Attention × %1</source>
        <translation>注意力 × %1</translation>
    </message>
    <message>
        <source>of the last %1 stages</source>
        <translation>最后 %1 个阶段</translation>
    </message>
    <message>
        <source>hidden units: %1</source>
        <translation>隐藏单元：%1</translation>
    </message>
    <message>
        <source>Hidden layer</source>
        <translation>隐藏层</translation>
    </message>
    <message>
        <source>temperature %1</source>
        <translation>温度 %1</translation>
    </message>
    <message>
        <source>dropout %1 between layers</source>
        <translation>层间随机失活 %1</translation>
    </message>
    <message>
        <source>dropout %1 before</source>
        <translation>之前随机失活 %1</translation>
    </message>
    <message>
        <source>learned first weights</source>
        <translation>已训练的初始权重</translation>
    </message>
    <message>
        <source>frozen before epoch %1</source>
        <translation>第 %1 轮前冻结</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>rate × %1</source>
        <translation>学习率 × %1</translation>
    </message>
    <message>
        <source>frozen norms</source>
        <translation>归一化层已冻结</translation>
    </message>
    <message>
        <source>stochastic depth %1</source>
        <translation>随机深度 %1</translation>
    </message>
</context>
<context>
    <name>weft::PathField</name>
    <message>
        <source>random weights</source>
        <translation>随机权重</translation>
    </message>
    <message>
        <source>Choose a run…</source>
        <translation>选择运行…</translation>
    </message>
    <message>
        <source>Folder of a run</source>
        <translation>运行所在文件夹</translation>
    </message>
    <message>
        <source>no teacher</source>
        <translation>无教师</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>其他文件夹…</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>File of weights</source>
        <translation>权重文件</translation>
    </message>
    <message>
        <source>Weights (%1)</source>
        <translation>权重 (%1)</translation>
    </message>
</context>
<context>
    <name>weft::PlanCard</name>
    <message>
        <source>CNN</source>
        <translation>CNN</translation>
    </message>
    <message>
        <source>CNN, same size</source>
        <translation>CNN（同等规模）</translation>
    </message>
    <message>
        <source>CNN + BiLSTM</source>
        <translation>CNN + BiLSTM</translation>
    </message>
    <message>
        <source>Choose images in Data first.</source>
        <translation>请先在“数据”中选择图像。</translation>
    </message>
    <message>
        <source>Add two configurations or more. Each is what Configure shows when you add it; the others are compared with the first.</source>
        <translation>请添加两个或更多配置。每个都取添加时“配置”页所示的内容；其余的都与第一个比较。</translation>
    </message>
    <message>
        <source>Give the comparison a title.</source>
        <translation>请给比较起一个标题。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>The run that trains keeps a checkpoint; Start goes on</source>
        <translation>正在训练的运行会保留检查点；按“开始”可继续</translation>
    </message>
    <message>
        <source>%1 runs: each configuration with the seeds %2, one after another. A comparison that has begun goes on.</source>
        <translation>共 %1 次训练：每个配置用种子 %2，依次进行。已开始的比较会接着做。</translation>
    </message>
    <message>
        <source>The draft has no BiLSTM to compare: choose another head than global average pooling in Configure</source>
        <translation>当前草稿没有可比较的 BiLSTM：请在“配置”中选择全局平均池化以外的分类头</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>比较什么</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Configurations</source>
        <translation>各配置</translation>
    </message>
    <message>
        <source>Seeds</source>
        <translation>种子数</translation>
    </message>
    <message>
        <source>How often each configuration is trained, every time with other random numbers. A verdict needs two or more; three or five say more.</source>
        <translation>每个配置训练几次，每次用不同的随机数。得出结论至少要两次；三次或五次更有说服力。</translation>
    </message>
    <message>
        <source>Add the draft</source>
        <translation>添加当前配置</translation>
    </message>
    <message>
        <source>Adds the configuration that Configure shows</source>
        <translation>添加“配置”页所示的配置</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>CNN against CNN + BiLSTM</source>
        <translation>CNN 与 CNN + BiLSTM 对比</translation>
    </message>
    <message>
        <source>The draft&apos;s network without its BiLSTM, the same with as many parameters, and the draft&apos;s own</source>
        <translation>当前网络去掉 BiLSTM、同样但参数一样多的网络，以及当前网络本身</translation>
    </message>
    <message>
        <source>This comparison is of the images %1. Open them in Data first, or give it another title to compare with those that are open.</source>
        <translation>此比较所用的图像是 %1。请先在“数据”中打开这些图像，或改用另一个标题，以已打开的图像进行比较。</translation>
    </message>
</context>
<context>
    <name>weft::PlotCard</name>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: move. Shift and drag: zoom into a rectangle. Double click: show all.</source>
        <translation>滚轮：缩放。拖动：平移。按住 Shift 拖动：放大所选区域。双击：显示全部。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save the plot as a picture or its values as a table</source>
        <translation>将图保存为图片，或将数值保存为表格</translation>
    </message>
    <message>
        <source>Picture (PNG)…</source>
        <translation>图片 (PNG)…</translation>
    </message>
    <message>
        <source>Table (CSV)…</source>
        <translation>表格 (CSV)…</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>教师</translation>
    </message>
</context>
<context>
    <name>weft::PlotSaver</name>
    <message>
        <source>Save the plot</source>
        <translation>保存图</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
</context>
<context>
    <name>weft::ProbabilityBars</name>
    <message>
        <source>true class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>Most probable classes</source>
        <translation>最可能的类别</translation>
    </message>
</context>
<context>
    <name>weft::ProcessPaces</name>
    <message>
        <source>measured</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>%1: %2 images/s</source>
        <comment>processes and threads, speed</comment>
        <translation>%1：%2 张/秒</translation>
    </message>
    <message numerus="yes">
        <source>One process that computes with %n threads</source>
        <translation>
            <numerusform>一个进程，用 %n 个线程计算</numerusform>
        </translation>
    </message>
    <message>
        <source>A step of all processes takes %1, of which %2 are spent on waiting for the others&apos; gradients</source>
        <translation>所有进程一步共需 %1，其中 %2 用于等待其他进程的梯度</translation>
    </message>
</context>
<context>
    <name>weft::ProcessText</name>
    <message numerus="yes">
        <source>%n processes × %1</source>
        <comment>threads of each</comment>
        <translation>
            <numerusform>%n 个进程 × %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n threads</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weft::ProgressHeader</name>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>images/s</source>
        <translation>张/秒</translation>
    </message>
    <message>
        <source>Epoch %1 of %2</source>
        <translation>第 %1 轮，共 %2 轮</translation>
    </message>
    <message>
        <source>%1 of %2 epochs done</source>
        <translation>已完成 %1/%2 轮</translation>
    </message>
    <message>
        <source>validating</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>opening the data, building the network</source>
        <translation>正在打开数据、构建网络</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>epoch, step</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>epochs done, time</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>interrupted while it ran; %1</source>
        <translation>训练期间中断；%1</translation>
    </message>
    <message>
        <source>stopping after this batch…</source>
        <translation>将在当前批次后停止…</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>best validation</source>
        <translation>最佳验证准确率</translation>
    </message>
    <message>
        <source>speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Show the running training</source>
        <translation>显示正在进行的训练</translation>
    </message>
    <message>
        <source>%1 · computing features</source>
        <comment>step</comment>
        <translation>%1 · 正在计算特征</translation>
    </message>
    <message>
        <source>%1 · features from cache, %2</source>
        <comment>step, size</comment>
        <translation>%1 · 特征来自缓存，%2</translation>
    </message>
    <message>
        <source>peak memory</source>
        <translation>内存峰值</translation>
    </message>
    <message>
        <source>The most memory that Weft held while this run trained</source>
        <translation>此次训练期间 Weft 占用内存的最大值</translation>
    </message>
    <message>
        <source>ended early, no better accuracy since epoch %1; %2</source>
        <comment>epoch, what is done</comment>
        <translation>提前结束：自第 %1 轮起准确率没有提高；%2</translation>
    </message>
    <message numerus="yes">
        <source>loss scale %1, %n step(s) skipped</source>
        <translation>
            <numerusform>损失缩放 %1，已跳过 %n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>asking the teacher, image %1 of %2</source>
        <translation>正在询问教师，第 %1/%2 张图像</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>where it stands, loss scale</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Hands the network over as a file, or prunes it</source>
        <translation>把网络导出为文件，或对其剪枝</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>where it stands, who trains it</comment>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>weft::ProofCard</name>
    <message>
        <source>Proof</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Exported files</source>
        <translation>导出的文件</translation>
    </message>
</context>
<context>
    <name>weft::PruneForm</name>
    <message>
        <source>Reading the network…</source>
        <translation>正在读取网络…</translation>
    </message>
    <message>
        <source>The learning rate has to be a number above 0</source>
        <translation>学习率必须是大于 0 的数</translation>
    </message>
    <message>
        <source>Takes the channels out that matter least, and trains what remains.</source>
        <translation>移除最不重要的通道，并训练其余部分。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>this share of each block&apos;s channels</source>
        <translation>每个块中此比例的通道</translation>
    </message>
    <message>
        <source>until this share of the FLOPs is left</source>
        <translation>直到剩余此比例的 FLOPs</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>Ranked by</source>
        <translation>排序依据</translation>
    </message>
    <message>
        <source>scale of the batch norm</source>
        <translation>批归一化的缩放系数</translation>
    </message>
    <message>
        <source>L1 norm of the filters</source>
        <translation>滤波器的 L1 范数</translation>
    </message>
    <message>
        <source>Channels with the least go first: the absolute scale of their batch norm (Liu et al. 2017), or the sum of their filter&apos;s absolute weights (Li et al. 2016)</source>
        <translation>数值最小的通道最先移除：其批归一化缩放系数的绝对值（Liu 等，2017），或其滤波器权重绝对值之和（Li 等，2016）</translation>
    </message>
    <message>
        <source>Fine-tuning</source>
        <translation>微调</translation>
    </message>
    <message>
        <source> epochs</source>
        <translation> 轮</translation>
    </message>
    <message>
        <source>0: the pruned network is measured and kept as it is</source>
        <translation>0：剪枝后的网络经测量后原样保留</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>That fine-tuning begins with; a tenth of the run&apos;s own is proposed</source>
        <translation>微调的初始学习率；建议为原运行的十分之一</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>made from the run&apos;s name</source>
        <translation>由运行名称生成</translation>
    </message>
    <message>
        <source>Prune and fine-tune</source>
        <translation>剪枝并微调</translation>
    </message>
</context>
<context>
    <name>weft::PrunePreview</name>
    <message>
        <source>What remains</source>
        <translation>剩余部分</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>what remains, what there is</comment>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Of the parameters</source>
        <translation>占参数量的比例</translation>
    </message>
    <message>
        <source>multiply-adds</source>
        <translation>乘加次数</translation>
    </message>
    <message>
        <source>Of the multiply-adds</source>
        <translation>占乘加次数的比例</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>通道数</translation>
    </message>
    <message>
        <source>Within the blocks</source>
        <translation>块内的通道</translation>
    </message>
    <message>
        <source>Each bar is a block of the backbone: the outline its channels now, filled what remains. The channels are taken out for good, and the smaller network is fine-tuned as a run of its own that names its parent.</source>
        <translation>每个条形代表骨干网络的一个块：轮廓为现有通道，填充为剩余通道。通道被真正移除，较小的网络作为单独的运行进行微调，并注明其来源运行。</translation>
    </message>
</context>
<context>
    <name>weft::ResultCard</name>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>%1 of %2 runs</source>
        <translation>%1/%2 次训练</translation>
    </message>
    <message>
        <source>Save the comparison</source>
        <translation>保存比较</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Markdown…</source>
        <translation>Markdown…</translation>
    </message>
    <message>
        <source>CSV…</source>
        <translation>CSV…</translation>
    </message>
    <message>
        <source>PNG…</source>
        <translation>PNG…</translation>
    </message>
    <message>
        <source>Accuracy is the validation&apos;s after the last epoch: a dot a seed, a line at the mean, a bar of one standard deviation to both sides. A verdict comes from a two-sided paired t-test over the seeds at 5 %, with Holm&apos;s correction. Times of pictures are medians of rounds in which the networks took turns.</source>
        <translation>准确率取最后一轮之后的验证结果：每个点是一个种子，竖线为均值，色条向两侧各延伸一个标准差。结论来自按种子做的双侧配对 t 检验（5 %），并经 Holm 校正。图片用时是各网络轮流测量所得的中位数。</translation>
    </message>
    <message>
        <source>%1 beside %2: %3. %4.</source>
        <translation>%1 与 %2 相比：%3。%4。</translation>
    </message>
    <message>
        <source>The table, a line a configuration</source>
        <translation>结果表，每个配置一行</translation>
    </message>
    <message>
        <source>Runs as CSV…</source>
        <translation>各次运行 CSV…</translation>
    </message>
    <message>
        <source>A line for every run, with its folder</source>
        <translation>每次运行一行，含其文件夹</translation>
    </message>
</context>
<context>
    <name>weft::ResultModel</name>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>class and probability</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Second</source>
        <translation>第二可能</translation>
    </message>
    <message>
        <source>ms</source>
        <comment>milliseconds</comment>
        <translation>毫秒</translation>
    </message>
</context>
<context>
    <name>weft::RunDetails</name>
    <message>
        <source>No run selected</source>
        <translation>未选择运行</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>%1 to train, %2 to validate</source>
        <translation>训练 %1 张，验证 %2 张</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Best accuracy</source>
        <translation>最佳准确率</translation>
    </message>
    <message>
        <source>%1 in epoch %2</source>
        <translation>%1（第 %2 轮）</translation>
    </message>
    <message>
        <source>Peak memory</source>
        <translation>内存峰值</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>What was tried, and what came of it</source>
        <translation>尝试了什么，结果如何</translation>
    </message>
    <message>
        <source>%1 before the first epoch</source>
        <translation>%1（第一轮之前）</translation>
    </message>
    <message>
        <source>Pruned from</source>
        <translation>剪枝自</translation>
    </message>
    <message>
        <source>Before pruning</source>
        <translation>剪枝前</translation>
    </message>
    <message>
        <source>%1, %2 parameters</source>
        <translation>%1，%2 个参数</translation>
    </message>
    <message>
        <source>After pruning</source>
        <translation>剪枝后</translation>
    </message>
    <message>
        <source>%1, before fine-tuning</source>
        <translation>%1（微调前）</translation>
    </message>
    <message>
        <source>Time of a picture</source>
        <translation>单张图像用时</translation>
    </message>
    <message>
        <source>%1, of the parent %2</source>
        <translation>%1，原运行 %2</translation>
    </message>
</context>
<context>
    <name>weft::RunStateText</name>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
</context>
<context>
    <name>weft::RunTableModel</name>
    <message>
        <source>Cannot read, because: %1</source>
        <translation>无法读取，原因：%1</translation>
    </message>
    <message>
        <source>Unreadable</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Best accuracy</source>
        <translation>最佳准确率</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>weft::RunsPage</name>
    <message>
        <source>%1 Nothing has been changed.</source>
        <translation>%1未作任何更改。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>The runs cannot be listed</source>
        <translation>无法列出运行</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>Every training is kept here, with its curves, its checkpoints and your notes. Choose images to train the first.</source>
        <translation>每次训练及其曲线、检查点和备注都保存在这里。选择图像，开始第一次训练。</translation>
    </message>
    <message>
        <source>Choose data</source>
        <translation>选择数据</translation>
    </message>
    <message>
        <source>“%1” is in the wastebasket.</source>
        <translation>“%1”已移到回收站。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>运行库</translation>
    </message>
    <message>
        <source>Filter by name, data, network or notes</source>
        <translation>按名称、数据、网络或备注筛选</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Carries on a stopped or interrupted run from its last checkpoint</source>
        <translation>从最近的检查点继续已停止或已中断的运行</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制配置</translation>
    </message>
    <message>
        <source>Takes this run&apos;s configuration for a new one</source>
        <translation>以此运行的配置新建运行</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Move to wastebasket</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Hands the network over as a file, or prunes it</source>
        <translation>把网络导出为文件，或对其剪枝</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟踪</translation>
    </message>
    <message>
        <source>Shows a run that another program trains, live, on Train</source>
        <translation>在“训练”页实时显示由另一个程序训练的运行</translation>
    </message>
</context>
<context>
    <name>weft::SamplePreview</name>
    <message>
        <source>As they are</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>As epoch %1 shows them</source>
        <translation>第 %1 轮所见</translation>
    </message>
    <message>
        <source>As the network sees them</source>
        <translation>网络所见</translation>
    </message>
    <message>
        <source>Next epoch</source>
        <translation>下一轮</translation>
    </message>
    <message>
        <source>Draw the random choices of the next epoch</source>
        <translation>按下一轮的随机选择绘制</translation>
    </message>
    <message>
        <source>Reading images…</source>
        <translation>正在读取图像…</translation>
    </message>
    <message>
        <source>Training images appear here once they are chosen.</source>
        <translation>选择训练图像后会显示在这里。</translation>
    </message>
    <message>
        <source>One image in epochs %1 to %2</source>
        <translation>同一张图像在第 %1 至 %2 轮</translation>
    </message>
    <message>
        <source>One image</source>
        <translation>单张图像</translation>
    </message>
    <message>
        <source>Next epochs</source>
        <translation>后续各轮</translation>
    </message>
    <message>
        <source>Several images</source>
        <translation>多张图像</translation>
    </message>
    <message>
        <source>One image as many epochs will see it, or several in one epoch</source>
        <translation>显示同一张图像在多轮中的样子，或多张图像在一轮中的样子</translation>
    </message>
</context>
<context>
    <name>weft::ScheduleCurve</name>
    <message>
        <source>Learning rate, up to %1</source>
        <translation>学习率，最高 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n epoch(s)</source>
        <translation>
            <numerusform>%n 轮</numerusform>
        </translation>
    </message>
    <message>
        <source>The learning rate over the epochs of the run, as it is set above</source>
        <translation>按上面的设置，学习率在整个运行中的变化</translation>
    </message>
    <message>
        <source>Curve of the learning rate</source>
        <translation>学习率曲线</translation>
    </message>
</context>
<context>
    <name>weft::ScriptCard</name>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Batch script</source>
        <translation>批处理脚本</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Writes the script and its configuration, to be given to sbatch in their folder</source>
        <translation>写出脚本及其配置，以便在其文件夹中用 sbatch 手动提交</translation>
    </message>
    <message>
        <source>No script yet: what the form says comes first.</source>
        <translation>尚无脚本：请先处理表单中的提示。</translation>
    </message>
</context>
<context>
    <name>weft::SkippedFileModel</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>weft::SourceChooser</name>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open CIFAR or IDX file…</source>
        <translation>打开 CIFAR 或 IDX 文件…</translation>
    </message>
    <message>
        <source>Or drop a folder anywhere on this page: train/ and val/ or test/, or one folder for each class.</source>
        <translation>也可将文件夹拖到本页任意位置：train/ 与 val/ 或 test/，或每个类别一个文件夹。</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Handwritten digits</source>
        <translation>手写数字</translation>
    </message>
    <message>
        <source>1,797 real digits of 8 × 8 px, ten classes. Learned within a minute.</source>
        <translation>1,797 个真实手写数字，8 × 8 像素，十个类别。一分钟内即可学会。</translation>
    </message>
    <message>
        <source>Pairs</source>
        <translation>成对图形</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Recent sources</source>
        <translation>最近使用的来源</translation>
    </message>
    <message>
        <source>5,000 generated images: which two glyphs, far apart, and in which order?</source>
        <translation>5,000 张生成图像：相距较远的是哪两个图形，先后顺序如何？</translation>
    </message>
</context>
<context>
    <name>weft::SourceOverview</name>
    <message>
        <source>%1 px</source>
        <translation>%1 像素</translation>
    </message>
    <message>
        <source>Width %1 to %2 px, height %3 to %4 px</source>
        <translation>宽 %1 至 %2 像素，高 %3 至 %4 像素</translation>
    </message>
    <message>
        <source>as given</source>
        <translation>按原有划分</translation>
    </message>
    <message>
        <source>%1 held back</source>
        <translation>保留 %1</translation>
    </message>
    <message>
        <source>Training images</source>
        <translation>训练图像</translation>
    </message>
    <message>
        <source>Validation images</source>
        <translation>验证图像</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>图像尺寸</translation>
    </message>
    <message>
        <source>Median size</source>
        <translation>中位尺寸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>The source tells its validation images itself.</source>
        <translation>数据来源自带验证图像。</translation>
    </message>
    <message>
        <source>A share of each class, chosen by the seed.</source>
        <translation>每个类别按随机种子保留一部分。</translation>
    </message>
    <message>
        <source>Configure a run</source>
        <translation>配置运行</translation>
    </message>
    <message>
        <source>select one to see its images</source>
        <translation>选择一个类别以查看其图像</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>未采用</translation>
    </message>
    <message>
        <source>Skipped files</source>
        <translation>跳过的文件</translation>
    </message>
    <message>
        <source>image folder</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>skipped: %1</source>
        <translation>已跳过：%1</translation>
    </message>
</context>
<context>
    <name>weft::StatusLine</name>
    <message>
        <source>oneDNN %1, OpenCV %2, BLAS: %3</source>
        <translation>oneDNN %1，OpenCV %2，BLAS：%3</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n 个线程</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 cores of %2. Memory: %3.</source>
        <translation>%2，%1 核。内存分配：%3。</translation>
    </message>
    <message>
        <source>Precision and device of the training that runs</source>
        <translation>当前训练的精度与设备</translation>
    </message>
    <message>
        <source>Precision and device of the next training</source>
        <translation>下次训练的精度与设备</translation>
    </message>
    <message>
        <source>%1, peak %2</source>
        <translation>%1，峰值 %2</translation>
    </message>
    <message>
        <source>Memory of this process, of %1 in this machine</source>
        <translation>本进程占用的内存；本机共 %1</translation>
    </message>
</context>
<context>
    <name>weft::TeacherWarning</name>
    <message>
        <source>The teacher was trained with another data set or split: it may have learnt from images that it is measured on here.</source>
        <translation>教师是用另一个数据集或另一种划分训练的，可能学过此处用来衡量它的图像。</translation>
    </message>
</context>
<context>
    <name>weft::TopBar</name>
    <message>
        <source>Menu (F10)</source>
        <translation>菜单 (F10)</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
</context>
<context>
    <name>weft::TradeOffCard</name>
    <message>
        <source>the run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Accuracy, size and time</source>
        <translation>准确率、大小与用时</translation>
    </message>
    <message>
        <source>without the time of emulated int8</source>
        <translation>不含模拟 int8 的用时</translation>
    </message>
</context>
<context>
    <name>weft::TradeOffChart</name>
    <message>
        <source>size (MiB)</source>
        <translation>大小 (MiB)</translation>
    </message>
    <message>
        <source>time of one picture (ms)</source>
        <translation>一张图像的用时（毫秒）</translation>
    </message>
    <message>
        <source>Accuracy against size</source>
        <translation>准确率与大小</translation>
    </message>
    <message>
        <source>Accuracy against time</source>
        <translation>准确率与用时</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <comment>name, accuracy, size or time</comment>
        <translation>%1：%2，%3</translation>
    </message>
</context>
<context>
    <name>weft::TrainPage</name>
    <message>
        <source>The training stopped. %1 The last good checkpoint is kept.</source>
        <translation>训练已停止。%1最近的有效检查点已保留。</translation>
    </message>
    <message>
        <source>The run could not be resumed. %1</source>
        <translation>无法继续此运行。%1</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>data set, network</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>data set and network, processes</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>This run cannot be read</source>
        <translation>无法读取此运行</translation>
    </message>
    <message>
        <source>Choose another run</source>
        <translation>选择其他运行</translation>
    </message>
    <message>
        <source>Reading the run…</source>
        <translation>正在读取运行…</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>Start one, and its curves, its mistakes and what it looks at appear here while it learns. A run of the library opens here as well.</source>
        <translation>开始一次训练，学习过程中的曲线、错误和关注区域会显示在这里。运行库中的运行也会在此打开。</translation>
    </message>
    <message>
        <source>Configure a run</source>
        <translation>配置运行</translation>
    </message>
</context>
<context>
    <name>weft::WatchedCard</name>
    <message>
        <source>Watched images</source>
        <translation>观察图像</translation>
    </message>
    <message>
        <source>The watched images appear with the first look at them.</source>
        <translation>首次记录后显示观察图像。</translation>
    </message>
    <message>
        <source>attention, epoch %1</source>
        <translation>注意力，第 %1 轮</translation>
    </message>
    <message>
        <source>Grad-CAM, epoch %1</source>
        <translation>Grad-CAM，第 %1 轮</translation>
    </message>
    <message>
        <source>opening the images… · %1</source>
        <translation>正在打开图像… · %1</translation>
    </message>
    <message>
        <source>opening the images, %1 · %2</source>
        <translation>正在打开图像，%1 · %2</translation>
    </message>
    <message>
        <source>images not found · %1</source>
        <translation>找不到图像 · %1</translation>
    </message>
</context>
<context>
    <name>weft::WatchedView</name>
    <message>
        <source>%1: true %2, said %3 (%4)</source>
        <translation>%1：真实为 %2，判为 %3（%4）</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <comment>true class, predicted class</comment>
        <translation>%1 → %2</translation>
    </message>
</context>
<context>
    <name>weft::WeightsCard</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Random ones, by the seed. A backbone that was trained on other images often learns yours better and sooner.</source>
        <translation>由种子决定的随机权重。用其他图像训练过的骨干网络往往学得更好、更快。</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>First weights</source>
        <translation>初始权重</translation>
    </message>
    <message>
        <source>Weights (*.pth *.pt *.safetensors)</source>
        <translation>权重 (*.pth *.pt *.safetensors)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>%1, %2 (%3)</source>
        <translation>%1，%2（%3）</translation>
    </message>
    <message>
        <source>Fetches torchvision&apos;s weights from PyTorch&apos;s server</source>
        <translation>从 PyTorch 的服务器下载 torchvision 的权重</translation>
    </message>
    <message>
        <source>Torchvision publishes no weights for this backbone</source>
        <translation>torchvision 没有发布这种骨干网络的权重</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What has come is kept, and the next download goes on from there</source>
        <translation>已下载的部分会保留，下次从那里继续</translation>
    </message>
</context>
<context>
    <name>weft::WeightsDownload</name>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>无法创建文件夹 %1。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>%1 needs %2 on the disk, where %3 are free.</source>
        <translation>%1 需要 %2 磁盘空间，而只剩 %3。</translation>
    </message>
    <message>
        <source>The server&apos;s file %1 is not the one that was begun.</source>
        <translation>服务器上的文件 %1 不是先前开始下载的那个。</translation>
    </message>
    <message>
        <source>The server&apos;s file %1 has %2 bytes instead of %3.</source>
        <translation>服务器上的文件 %1 有 %2 字节，而不是 %3 字节。</translation>
    </message>
    <message>
        <source>The server&apos;s file %1 is longer than it says.</source>
        <translation>服务器上的文件 %1 比它声明的更长。</translation>
    </message>
    <message>
        <source> The %1 that have come are kept; start again to go on.</source>
        <translation>已收到的 %1 已保留；再次开始即可继续。</translation>
    </message>
    <message>
        <source>the server has sent nothing for %1 s</source>
        <translation>服务器 %1 秒内没有发送任何数据</translation>
    </message>
    <message>
        <source>%1 cannot be fetched: %2.%3</source>
        <translation>无法下载 %1：%2。%3</translation>
    </message>
    <message>
        <source>The server&apos;s file %1 ended after %2 of %3 bytes. Start again to go on.</source>
        <translation>服务器上的文件 %1 在 %2/%3 字节处中断。再次开始即可继续。</translation>
    </message>
    <message>
        <source>The file from %1 is not the published one and was removed: its SHA-256 is %2 instead of %3.</source>
        <translation>来自 %1 的文件不是所发布的文件，已删除：其 SHA-256 为 %2，而应为 %3。</translation>
    </message>
</context>
<context>
    <name>weft::WeightsTexts</name>
    <message>
        <source>%1 (%2) does not fit this network: %3.</source>
        <translation>%1（%2）不适合此网络：%3。</translation>
    </message>
    <message>
        <source>The backbone begins with %1 tensors, %2 parameters, of %3 (%4).</source>
        <translation>骨干网络以 %3（%4）的 %1 个张量、%2 个参数开始。</translation>
    </message>
    <message>
        <source>Missing in the file</source>
        <translation>文件中缺少</translation>
    </message>
    <message>
        <source>%1  %2 instead of %3, %4</source>
        <translation>%1  %2，而应为 %3，%4</translation>
    </message>
    <message>
        <source>Of another shape or type</source>
        <translation>形状或类型不同</translation>
    </message>
    <message>
        <source>With infinite values or none</source>
        <translation>含有无穷值或非数值</translation>
    </message>
    <message>
        <source>Unknown to the network</source>
        <translation>网络中没有</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>未采用</translation>
    </message>
    <message>
        <source>safetensors</source>
        <translation>safetensors</translation>
    </message>
    <message>
        <source>PyTorch&apos;s zip format</source>
        <translation>PyTorch 的 zip 格式</translation>
    </message>
    <message>
        <source>PyTorch&apos;s older format</source>
        <translation>PyTorch 的旧格式</translation>
    </message>
    <message>
        <source>a run of Weft</source>
        <translation>Weft 的运行</translation>
    </message>
    <message>
        <source>They are the file&apos;s entry “%1”.</source>
        <translation>取自文件中的条目“%1”。</translation>
    </message>
    <message>
        <source>%1 entries that are no tensors are passed over.</source>
        <translation>跳过了 %1 个不是张量的条目。</translation>
    </message>
    <message>
        <source>The prefix “%1” of every name is left off.</source>
        <translation>去掉了每个名称的前缀“%1”。</translation>
    </message>
    <message>
        <source>%1 tensors of type %2 become 32-bit floats.</source>
        <translation>%1 个类型为 %2 的张量转换为 32 位浮点数。</translation>
    </message>
    <message>
        <source>The norms&apos; counters of batches, which the file lacks, begin at 0.</source>
        <translation>文件中没有归一化层的批次计数，从 0 开始。</translation>
    </message>
    <message>
        <source>The classifier for %1 classes is taken as well.</source>
        <translation>同时采用了 %1 类的分类器。</translation>
    </message>
    <message>
        <source>The classifier for %1 classes is replaced by one for %2.</source>
        <translation>%1 类的分类器换成了 %2 类的。</translation>
    </message>
    <message>
        <source>The stem has several convolutions, as timm&apos;s resnet18d and the like have: that is another network.</source>
        <translation>起始部分有多个卷积，如 timm 的 resnet18d 等：那是另一种网络。</translation>
    </message>
    <message>
        <source>The classifier for %1 classes is left out, for this network&apos;s reads something else.</source>
        <translation>未采用 %1 类的分类器，因为此网络的分类器读取的是别的内容。</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation>，另有 %1 个</translation>
    </message>
    <message>
        <source>the file lacks %1%2</source>
        <translation>文件缺少 %1%2</translation>
    </message>
    <message>
        <source>%1 is %2 instead of %3%4</source>
        <translation>%1 为 %2，而应为 %3%4</translation>
    </message>
    <message>
        <source>the network has no %1%2</source>
        <translation>网络中没有 %1%2</translation>
    </message>
    <message>
        <source>%1 holds values that are no numbers%2</source>
        <translation>%1 含有非数值%2</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
<context>
    <name>weft::WidthChart</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Channels of the blocks</source>
        <translation>各块的通道数</translation>
    </message>
</context>
<context>
    <name>weft::Workbench</name>
    <message>
        <source>A training is running; it has to end first</source>
        <translation>训练正在进行，须先结束</translation>
    </message>
    <message>
        <source>A comparison is running; it has to end first</source>
        <translation>比较正在进行，须先结束</translation>
    </message>
    <message>
        <source>A run is being measured; that has to end first</source>
        <translation>正在测量一个运行，须先结束</translation>
    </message>
    <message>
        <source>An export is running; it has to end first</source>
        <translation>导出正在进行，须先结束</translation>
    </message>
</context>
</TS>
