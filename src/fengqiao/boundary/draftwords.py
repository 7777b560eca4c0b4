"""The words by which fields are known: headings as offices write them, and the words that stand in their cells."""

from __future__ import annotations

from collections.abc import Mapping


def _spelled(**fields: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(said.split()) for name, said in fields.items()}


PLACES = _spelled(
    county="县市区 县(市、区) 区县 县区 所属县市区 县级单位",
    township="乡镇(街道) 乡镇街道 乡镇 街道 镇街 行政划分 所属区域 所属乡镇 所在乡镇 乡镇/街道",
    village="村(社区) 村居 村社区 行政村 村 社区 村(居) 所在村",
    code="行政区划代码 区划代码 区划编码 地区代码 机构代码 SUQY orgcode",
)
HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "committees": _spelled(
        id="调委会编码 调委会编号 组织编码 编号 TWHBM",
        name="调委会名称 调解委员会名称 人民调解委员会名称 人民调解委员会 组织名称 名称 TWHMC",
        kind="调委会类型 组织类型 类型 TWHLX",
        established="成立日期 成立时间 设立时间 建立时间 CLRQ",
        dissolved="撤销日期 撤销时间",
        systems="八项制度 已建制度 制度建设",
        unified="六统一",
    ),
    "studios": _spelled(
        id="工作室编码 工作室编号 编号 tjgzsbm",
        name="工作室名称 调解工作室名称 调解工作室 名称 tjgzsmc",
        personal="个人工作室 是否个人 是否个人工作室",
        brand="品牌工作室 品牌 是否品牌",
        committee="所属调委会 所属组织 依托调委会 sstwhbm",
        lead_kind="负责人身份 领办人身份",
        opened="设立日期 设立时间 成立时间 挂牌时间 tjgzsslsj",
        closed="撤销日期 撤销时间",
    ),
    "posts": _spelled(
        id="调解员编码 调解员编号 证书编号 TJYBM",
        name="姓名 调解员姓名 调解员 XM",
        person="身份证号 身份证号码 证件号码 公民身份号码 SFZHM",
        at="所在调委会 调解组织 所在组织 所属调委会 任职组织 所在单位 TWHBM",
        employment="专兼职 专职/兼职 专职兼职 用工性质 ZJZ",
        funding="经费来源 是否政府购买 政府购买服务 SFZFGMFW",
        main="主要岗位 是否主要岗位",
        since="任职日期 任职时间 聘任日期 聘任时间 入职时间 聘用日期",
        until="离任日期 离任时间 离职时间 解聘日期",
        background="职业背景 原职业",
        grade="等级 调解员等级 评定等级",
    ),
    "screenings": _spelled(
        held_on="排查日期 排查时间 开展日期",
        found="排查数 排查纠纷数 发现纠纷数 排查矛盾纠纷数",
        registered="登记数 登记纠纷数",
    ),
    "disputes": _spelled(
        id="案件编码 案件编号 纠纷编号 案号 AJBM",
        accepted="受理时间 受理日期 登记时间 SLRQ",
        closed="调解时间 调解日期 办结时间 结案时间 办结日期 TJRQ",
        kind="纠纷类别 纠纷类型 案件类型 JFLB",
        origin="案件来源 纠纷来源 来源 AJLY",
        difficulty="案件难度级别 难度级别 难易程度 AJNDJB",
        outcome="调解结果 处理结果 化解结果 TJJG",
        agreement="协议形式 协议类型 TJLX",
        fulfilled="协议履行情况 履行情况",
        resolved_at="化解层级 调处层级",
        escalated="纠纷转化情况 是否上交 是否转化",
        carried_over="案件属性 是否存量",
        committee="调委会 受理调委会 调解组织 调解组织名称 TWHBM TWHMC",
        amount="调解协议金(元) 涉及金额 协议金额 涉案金额 SAJE",
        persons="涉及人数 当事人数 SJRS 当事人",
    ),
    "trainings": _spelled(
        on="培训日期 培训时间",
        kind="培训类别 培训类型",
        topic="培训内容 培训主题 课程",
        hours="学时 课时",
        persons="参训人数 培训人数 人数",
        name="姓名 学员姓名 参训人员 参训人",
        person="身份证号 身份证号码 证件号码 公民身份号码 SFZHM",
    ),
    "funding": _spelled(
        year="年度 年份 预算年度",
        head="经费科目 科目 经费项目 经费类别",
        budgeted="预算 预算数 预算金额 预算安排",
        paid="支出 支出数 实际支出 支出金额",
    ),
    "enterprises": _spelled(
        name="企业名称 企事业单位名称 单位名称",
        staff="职工数 职工人数 员工数",
        committee="是否建立调委会 调委会建立情况",
    ),
    "attestations": _spelled(
        item="事项 工作事项", on="落实日期 日期", holds="是否落实 是否完成 落实情况", evidence="佐证 佐证材料 证明材料"
    ),
    "events": _spelled(kind="事件类别 事项类别", on="发生日期 发生时间", result="处理结果 结果", result_on="结果日期"),
}
"""Register to field to headings; `id` is the row's own number."""
COVER = _spelled(
    unit="填报单位 上报单位 报送单位",
    registers="报送台账 报送内容",
    since="起始日期 开始日期",
    until="截止日期 结束日期",
    reported_on="填报日期 上报日期 报送日期",
    state="上报状态 报送状态",
)
WORDS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("posts", "employment"): {"专职": "full_time", "兼职": "part_time"},
    ("posts", "funding"): {"政府购买": "government_purchase", "财政": "budget", "自筹": "self_raised", "其他": "other"},
    ("disputes", "difficulty"): {
        "简单": "simple",
        "一般": "ordinary",
        "疑难": "difficult",
        "疑难复杂": "difficult",
        "重大": "major",
    },
    ("disputes", "outcome"): {
        "成功": "success",
        "调解成功": "success",
        "不成功": "failure",
        "调解不成功": "failure",
        "失败": "failure",
        "撤回": "withdrawn",
        "调解中": "pending",
    },
    ("disputes", "agreement"): {"口头": "oral", "口头协议": "oral", "书面": "written", "书面协议": "written"},
    ("disputes", "fulfilled"): {"已履行": "fulfilled", "部分履行": "part", "未履行": "unfulfilled"},
    ("disputes", "resolved_at"): {"村级": "village", "乡镇级": "township", "县级": "county", "市级": "city"},
    ("disputes", "escalated"): {"未转化": "no", "转为信访": "yes", "转为诉讼": "yes"},
    ("disputes", "carried_over"): {"新增": "no", "存量": "yes"},
    ("trainings", "kind"): {"岗前培训": "pre_service", "专项培训": "skills", "年度培训": "annual", "其他": "other"},
    ("funding", "head"): {
        "指导经费": "guidance",
        "调委会补助经费": "committee_subsidy",
        "调解员补贴经费": "mediator_allowance",
        "专职人民调解员聘用经费": "full_time_hiring",
        "办案补贴": "case_subsidy",
        "专家咨询费": "expert_fee",
    },
}
"""What a field's words mean; another word is for the author to decide."""
TOLD: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("disputes", "kind"): (
        "婚姻",
        "邻里",
        "宅基地",
        "合同",
        "经营",
        "赔偿",
        "山林",
        "土地",
        "征地",
        "拆迁",
        "环境",
        "劳动",
        "旅游",
        "消费",
        "医疗",
        "交通",
        "物业",
        "知识产权",
        "互联网",
        "债务",
        "其他",
    ),
    ("disputes", "origin"): ("申请", "主动", "介入", "移送", "委托", "排查", "信访", "引导", "邀请", "指派"),
    ("posts", "background"): ("退休", "律师", "教师", "医生", "干部", "民警", "法官", "乡贤", "法律服务"),
    ("posts", "grade"): ("一级", "二级", "三级", "四级", "首席"),
    ("attestations", "item"): ("方案", "机制", "制度", "培训", "宣传", "办法", "专家库", "协会"),
}
"""Parts of words by which a column of free text is known."""
ORDERED: Mapping[str, tuple[str, str]] = {
    "posts": ("since", "until"),
    "disputes": ("accepted", "closed"),
    "studios": ("opened", "closed"),
    "committees": ("established", "dissolved"),
}
"""Dates of which the first never comes after the second."""
