"""Compare the names of people as people mean them: without blanks, in one width, in simplified characters."""

import unicodedata

BETWEEN_PARTS = "·•・‧∙⋅．.'’-"
# Characters of surnames and given names that differ. One that is missing makes two names differ, so that a second
# person looks at them, and never makes two people one.
TRADITIONAL = (
    "張劉陳楊趙黃吳孫馬羅鄭謝許韓馮鄧蕭蔣瀋餘葉蘇呂魯盧鐘譚陸範韋賈鄒閻嚴龍賀顧龔邵錢湯黎喬賴樊蘭齊莊聶魏婁顏單戴關駱畢"
    "郟鄔閔饒鞏衛繆華寧圖譽蓮鳳蘭麗華榮貴蘭愛萬豐興慶國寶蓋蔥純綺緣繡絲經綠維綱紅紀緒練織繼續瑤瑩環瓊鈴銀銳鋒錦鐵鎮鑫"
    "靜順頌頡顏須領風飛駿騰驊驕魚鮮鴻鵬鶯麥黨齡龍東業樂樹樸橋檢歡歲歸為無煥煒爾獻現瑋畫當發盡眾碩禮禎禮穎積穩競筆節"
    "簡籃糧紹綵緞縈縝總聖聞聯聰肅膽臨舉艷艶藝蓀蘊處號裝見覺觀計記訓設訪詠詩詢誠語說調談論諾謙講識護讓貝貞財賢賓贊趙跡"
    "軍軒輝輪轉辭運達遠遜遙鄉鄭醫釵針鑑長門開閃閏閒間閱闊隊陽陰際隨險雙雜雲電霧義習書傑傳債億儀優兒內兩剛創勁務勝勞勛"
    "區協參員問啟單喚嘉團園圓執堅報場塊壯夢奮婦媽嬌嫻學寬實審專將尋對導層屆岡島峽帥師帶帳庫廠廣應懷態憲戰戲揚換擇據擴斂"
    "時晉曉曄會條來極榮構槍標樣權殺氣決沖況淚淺渾湧溫滿漢潔潤澤濟濤濱瀟灣烏"
)
SIMPLIFIED = (
    "张刘陈杨赵黄吴孙马罗郑谢许韩冯邓萧蒋沈余叶苏吕鲁卢钟谭陆范韦贾邹阎严龙贺顾龚邵钱汤黎乔赖樊兰齐庄聂魏娄颜单戴关骆毕"
    "郏邬闵饶巩卫缪华宁图誉莲凤兰丽华荣贵兰爱万丰兴庆国宝盖葱纯绮缘绣丝经绿维纲红纪绪练织继续瑶莹环琼铃银锐锋锦铁镇鑫"
    "静顺颂颉颜须领风飞骏腾骅骄鱼鲜鸿鹏莺麦党龄龙东业乐树朴桥检欢岁归为无焕炜尔献现玮画当发尽众硕礼祯礼颖积稳竞笔节"
    "简篮粮绍彩缎萦缜总圣闻联聪肃胆临举艳艳艺荪蕴处号装见觉观计记训设访咏诗询诚语说调谈论诺谦讲识护让贝贞财贤宾赞赵迹"
    "军轩辉轮转辞运达远逊遥乡郑医钗针鉴长门开闪闰闲间阅阔队阳阴际随险双杂云电雾义习书杰传债亿仪优儿内两刚创劲务胜劳勋"
    "区协参员问启单唤嘉团园圆执坚报场块壮梦奋妇妈娇娴学宽实审专将寻对导层届冈岛峡帅师带帐库厂广应怀态宪战戏扬换择据扩敛"
    "时晋晓晔会条来极荣构枪标样权杀气决冲况泪浅浑涌温满汉洁润泽济涛滨潇湾乌"
)
PLAIN = str.maketrans(TRADITIONAL, SIMPLIFIED, BETWEEN_PARTS)


def plain(name: str) -> str:
    """Return a name as it is compared."""
    return "".join(unicodedata.normalize("NFKC", name).translate(PLAIN).casefold().split())


def are_same(one: str, other: str) -> bool:
    """Return whether two names are the same to people. An empty name is nobody's."""
    return bool(plain(one)) and plain(one) == plain(other)
