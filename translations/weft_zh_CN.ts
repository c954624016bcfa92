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
    <message numerus="yes">
        <source>“%1” was paused after %n epoch(s) and kept.</source>
        <translation>
            <numerusform>“%1”在第 %n 轮之后暂停，并已保留。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“%1” was cut off after %n epoch(s). Its last checkpoint is kept.</source>
        <translation>
            <numerusform>“%1”在第 %n 轮之后意外中断，最近的检查点仍在。</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
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
        <source>The training has ended. %1 What was learned up to the last checkpoint is kept.</source>
        <translation>训练已结束。%1截至最近检查点的训练结果已保留。</translation>
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
</TS>
