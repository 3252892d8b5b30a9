"""Characters that look alike or mean the same, folded one to one: an offset into the folded text is one into the original."""

from __future__ import annotations

from typing import Final

_TRADITIONAL: Final = (
    "鋁銑鑽個塊頂點請內圓徑邊長寬絲連桿號鋼兩頭與間總處證機為這給謝嗎過對離數據圖檔車鑄鐵銅黃鏽銹鏜鉸紋錐貫軸樣層開條顆隻單雙"
    "從項標註圍輪還後會時編寫導輸幫師麼裡裏該關閉試驗電動氣門軟鎖檢選應無須將並設備裝夾鉗壓墊環蓋殼體側緣臺腳麵線繞讓齊勻稱鏡"
    "刪減換變縮擴縱橫糧發剛馬達銷釘鏈滾輥階級吋釐鍵餘銲熱爐淨淺滿陣組別東齒鏤鑲鉛錫鈦鎳鉻鋅鎂廠專業產務價錢訂貨質隨際較輕轉進"
    "遠適鄰釋銳鋒錯鎮陽隱難靜頁預領題顯風鬆餵腦節範約紅純紙細終結絕統經綠維緊練縫織繼續聲聯聽規視覺計訊記許詳認語說課調談論諸"
    "謂講識譯議護讀負責貼費買賣損擇擋擠攔斷於書構樞權櫃歸殘毀決沒況測準漿潤煩營爲狀獨獲現畫異當療盡監盤確礎種積穩窩豎筆樁彈強"
    "復態慣懸戶執壞場報堅國員啟問嚴參區協勢劃劑則創優傳傷們來兒樓媽實審屬歲島帶幾庫廢張"
)
_SIMPLIFIED: Final = (
    "铝铣钻个块顶点请内圆径边长宽丝连杆号钢两头与间总处证机为这给谢吗过对离数据图档车铸铁铜黄锈锈镗铰纹锥贯轴样层开条颗只单双"
    "从项标注围轮还后会时编写导输帮师么里里该关闭试验电动气门软锁检选应无须将并设备装夹钳压垫环盖壳体侧缘台脚面线绕让齐匀称镜"
    "删减换变缩扩纵横粮发刚马达销钉链滚辊阶级寸厘键余焊热炉净浅满阵组别东齿镂镶铅锡钛镍铬锌镁厂专业产务价钱订货质随际较轻转进"
    "远适邻释锐锋错镇阳隐难静页预领题显风松喂脑节范约红纯纸细终结绝统经绿维紧练缝织继续声联听规视觉计讯记许详认语说课调谈论诸"
    "谓讲识译议护读负责贴费买卖损择挡挤拦断于书构枢权柜归残毁决没况测准浆润烦营为状独获现画异当疗尽监盘确础种积稳窝竖笔桩弹强"
    "复态惯悬户执坏场报坚国员启问严参区协势划剂则创优传伤们来儿楼妈实审属岁岛带几库废张"
)
"""Traditional characters of shop talk and the simplified ones of the vocabulary, in the same order."""

_FOLD: Final = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(a): ord("Ø") for a in "ø⌀Φφ∅ϕɸ"},
    **{ord(a): ord("×") for a in "✕✖╳⨯х"},
    **{ord(a): ord("°") for a in "º˚"},
    **{ord(a): ord("-") for a in "−‐‑–"},
    **{ord(a): ord('"') for a in "″〃”“„"},
    **{ord(a): ord("'") for a in "’‘′"},
    **{ord(a): ord(" ") for a in "\u3000\u00a0\u2002\u2003\u2009\u202f\t"},
    ord("µ"): ord("μ"),
    ord("〇"): ord("零"),
    **{ord(a): ord(b) for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)},
}


def fold(text: str) -> str:
    """``text`` with look-alike characters folded one to one: the length never changes."""
    return text.translate(_FOLD)
