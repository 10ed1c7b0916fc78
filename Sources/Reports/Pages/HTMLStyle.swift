/// The style sheet of all pages: light, dark and print, no script, no font from elsewhere.
///
/// A colour either names or judges, never both. Names of models: blue and orange of Okabe & Ito 2008 ("Color Universal
/// Design", which people with any kind of colour blindness tell apart), teal, magenta and slate. Judgements: green is
/// better, purple worse (the ends of ColorBrewer's PRGn, told apart in the same way), ochre is undecided. All of them
/// have the 4.5:1 that letters need (WCAG 2.1, 1.4.3) on either ground. Those of better and worse cells let the
/// ground through: the shadow at the edge of a table that scrolls lies there.
enum HTMLStyle {
    static let sheet: StaticString = """
        :root{--bg:#fff;--ink:#1b1f24;--soft:#5b6470;--rule:#d9dee4;--grid:#e8ebef;
          --card:#f6f8fa; --good:#1b7837;--goodbg:#e6f4e8;--keep:#39434e;--keepbg:#eef1f4;--open:#6f5800;
          --openbg:#fbf0da;--bad:#762a83;--link:#0a4f86; --c0:#0072b2;--c1:#b84a00;--c2:#0a7a74;--c3:#b5317a;
          --c4:#56636f;--other:#7d8791;
          --hg1:#33a82e24;--hg2:#33a82e4d;--hg3:#33a82e8c;--hb1:#9054a824;--hb2:#9054a84d;--hb3:#9054a88c;
          --edge:#0004}
        @media(prefers-color-scheme:dark){
          :root{--bg:#14171b;--ink:#e6e9ed;--soft:#9aa4b0;--rule:#343b44;--grid:#262c33;--card:#1c2127;
            --good:#63c574;--goodbg:#15321c;--keep:#c3ccd6;--keepbg:#232a32;--open:#f0c060;--openbg:#3a2c0e;
            --bad:#c79ad6;--link:#7cbcf0; --c0:#56aee8;--c1:#ff8a4c;--c2:#3fc4bc;--c3:#f08cc0;--c4:#b4bec8;
            --other:#77828d;
            --hg1:#38bd5926;--hg2:#38bd594d;--hg3:#38bd5980;--hb1:#b273cb26;--hb2:#b273cb4d;--hb3:#b273cb80;
            --edge:#000c}
        }
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1120px;padding:28px 24px 60px;background:var(--bg);color:var(--ink);
          font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
          overflow-wrap:anywhere}
        h1{font-size:26px;line-height:1.2;margin:0 0 4px}
        h2{font-size:19px;margin:44px 0 4px;padding-top:14px;border-top:1px solid var(--rule)}
        h3{font-size:15px;margin:22px 0 6px}
        p{margin:4px 0 12px}
        .lead,.note{color:var(--soft)}
        .note{font-size:13.5px;max-width:75ch}
        .verdict{border-radius:10px;padding:18px 22px;margin:18px 0;border-left:6px solid}
        .verdict p{margin:4px 0}
        .verdict .word{font-size:22px;font-weight:700}
        .verdict .why{font-size:16px}
        .verdict .caution{color:var(--open);font-weight:600}
        .caution::before{content:"\\26A0\\FE0E  "}
        .verdict .gloss{color:var(--soft);font-size:13px;margin-top:12px}
        .promote{background:var(--goodbg);border-color:var(--good)}
        .promote .word{color:var(--good)}
        .keep{background:var(--keepbg);border-color:var(--keep)}
        .keep .word{color:var(--keep)}
        .inconclusive{background:var(--openbg);border-color:var(--open)}
        .inconclusive .word{color:var(--open)}
        .none{background:var(--card);border-color:var(--soft)}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(132px,1fr));gap:10px;
          margin:18px 0 8px}
        .fact{background:var(--card);border-radius:8px;padding:10px 14px}
        .fact b{display:block;font-size:17px;font-variant-numeric:tabular-nums}
        .fact:last-child b{font-size:14px;line-height:25px}
        .fact span{color:var(--soft);font-size:13px}
        .scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
        .cut::after{content:"";position:absolute;right:8px;top:-3px;height:17px;width:3px;transform:skewX(-20deg);
          background:var(--bg)}
        .bar i.cut{position:relative}
        .scroll{overflow-x:auto;margin:6px 0 14px;
          background:linear-gradient(to right,var(--bg) 40%,transparent) left/44px 100% no-repeat local,
            linear-gradient(to left,var(--bg) 40%,transparent) right/44px 100% no-repeat local,
            linear-gradient(to right,var(--edge) 0,transparent 100%) left/18px calc(100% - 4px) no-repeat,
            linear-gradient(to left,var(--edge) 0,transparent 100%) right/18px calc(100% - 4px) no-repeat}
        caption span{display:inline-block;position:sticky;left:0;max-width:calc(100vw - 32px)}
        table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;min-width:40%;
          overflow-wrap:break-word}
        caption{text-align:left;color:var(--soft);font-size:13.5px;padding-bottom:6px;caption-side:top}
        th,td{padding:5px 12px 5px 0;text-align:left;border-bottom:1px solid var(--grid);
          vertical-align:baseline}
        th{font-weight:600;color:var(--soft);font-size:13px;vertical-align:bottom}
        td.n,th.n{text-align:right;white-space:nowrap}
        td.n,th.n{padding-left:8px}
        tbody th{color:var(--ink);font-size:14px;min-width:72px;max-width:280px;overflow-wrap:break-word;
          vertical-align:baseline}
        th.m{min-width:166px}
        tr.champion>*{background:var(--card)}
        .best{font-weight:700}
        .best::after{content:" \\2605";font-size:10px;color:var(--good)}
        .n .d{color:var(--soft);font-size:12.5px;display:block}
        .d.loses{color:var(--bad)}
        .d.gains{color:var(--good)}
        .tag{font-size:11.5px;font-weight:500;border:1px solid var(--rule);border-radius:9px;padding:0 7px;
          color:var(--soft);white-space:nowrap;margin-left:6px}
        .kind{display:block;padding-left:17px;font-size:12px;font-weight:400;line-height:1.3;
          color:var(--soft)}
        .whole{white-space:nowrap}
        .swatch{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:7px;
          background:var(--other)}
        .bar{min-width:92px;width:22%}
        .bar i{display:block;height:11px;border-radius:2px;background:var(--other)}
        .swatch.c0,.bar i.c0{background:var(--c0)}
        .swatch.c1,.bar i.c1{background:var(--c1)}
        .swatch.c2,.bar i.c2{background:var(--c2)}
        .swatch.c3,.bar i.c3{background:var(--c3)}
        .swatch.c4,.bar i.c4{background:var(--c4)}
        .bullet{position:relative;background:var(--grid);height:12px;width:96px;border-radius:2px}
        .bullet i{position:absolute;left:0;top:3px;height:6px;background:var(--other);border-radius:1px}
        .bullet i.c0{background:var(--c0)}
        .bullet i.c1{background:var(--c1)}
        .bullet i.c2{background:var(--c2)}
        .bullet i.c3{background:var(--c3)}
        .bullet i.c4{background:var(--c4)}
        .bullet b{position:absolute;top:-2px;height:16px;width:2px;background:var(--ink)}
        td.h{text-align:right;white-space:nowrap;padding:5px 10px}
        .heat td.h,.heat th.n{padding:5px 6px}
        .heat table{font-size:13px}
        .heat tbody th .tag{display:block;margin:0;padding:0;border:0}
        .ranked th.m{min-width:210px}
        .ranked .bar{min-width:64px;width:12%}
        td.text{min-width:150px}
        @media screen{td.repairs{white-space:nowrap}}
        th.promise{min-width:74px}
        td.h .d{color:inherit;opacity:.9;display:block;font-size:12px}
        .hg1{background:var(--hg1)}
        .hg2{background:var(--hg2)}
        .hg3{background:var(--hg3)}
        .hb1{background:var(--hb1)}
        .hb2{background:var(--hb2)}
        .hb3{background:var(--hb3)}
        .charts th.m{min-width:148px}
        .charts .bullet{width:60px}
        .charts td,.charts th{padding-right:8px}
        .rails li{margin:0 0 8px}
        .rails span{display:block}
        .rails .meaning{color:var(--soft);font-size:13.5px}
        .words{margin:0;font-size:13.5px}
        .words div{margin:0 0 5px}
        .words dt{display:inline;font-weight:600}
        .words dt::after{content:": "}
        .words dd{display:inline;margin:0;color:var(--soft)}
        .map td.h{min-width:104px;border-right:2px solid var(--bg)}
        .map th{white-space:nowrap}
        .share{display:block;height:4px;margin-top:3px;background:var(--grid)}
        .share i{display:block;height:4px;background:var(--ink);margin-left:auto}
        td.iv{min-width:164px;white-space:nowrap;padding-left:10px}
        .range{position:relative;height:12px;margin:2px 0}
        .range i{position:absolute;top:5px;height:3px;background:var(--open)}
        .range .z{position:absolute;top:-3px;height:18px;width:1px;background:var(--soft)}
        .range .p{position:absolute;top:2px;height:9px;width:9px;margin-left:-4px;border-radius:5px;
          background:var(--open)}
        .range.good i,.range.good .p{background:var(--good)}
        .range.bad i,.range.bad .p{background:var(--bad)}
        .iv .d{color:var(--soft);font-size:12.5px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:10px 22px;
          margin:14px 0 10px}
        .tiles div{border-top:1px solid var(--rule);padding-top:8px}
        .tiles dt{font-size:12.5px;color:var(--soft)}
        .tiles dd{margin:0;font-size:19px;font-weight:700;font-variant-numeric:tabular-nums}
        .tiles dd.detail{font-size:13px;font-weight:400;color:var(--soft)}
        rect.better{fill:var(--good)}
        rect.worse{fill:var(--bad)}
        .name.better{fill:var(--good)}
        .name.worse{fill:var(--bad)}
        svg{display:block;width:100%;height:auto;
          font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        svg.chart{max-width:600px}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));
          gap:8px 28px}
        .small{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(400px,100%),1fr));
          gap:18px 24px;margin:8px 0 18px}
        figure{margin:0;break-inside:avoid}
        figcaption{font-size:13px;line-height:1.35}
        figcaption b{display:block}
        figcaption span{color:var(--soft)}
        .grid{stroke:var(--grid);stroke-width:1}
        .zero{stroke:var(--soft);stroke-width:1.2}
        .needed{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:5 4}
        .cutoff{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
        .break{stroke:var(--bg);stroke-width:2.5}
        .leader{stroke:var(--rule);stroke-width:1}
        .axis{fill:var(--soft);font-size:11.5px}
        .name{fill:var(--soft)}
        .strong{font-weight:700}
        .middle{text-anchor:middle}
        .end{text-anchor:end}
        .line,.actual{fill:none;stroke-width:1.7;stroke-linejoin:round;stroke-linecap:round}
        .line{stroke:var(--other)}
        .actual{stroke:var(--ink);stroke-width:1.2;opacity:.8}
        .thick{stroke-width:2.6}
        .other{stroke-dasharray:4 4}
        .dot{stroke:none}
        .actual.dot{fill:var(--ink)}
        .line.other.dot{fill:var(--other)}
        .line.c0{stroke:var(--c0)}
        .line.c1{stroke:var(--c1)}
        .line.c2{stroke:var(--c2)}
        .line.c3{stroke:var(--c3)}
        .line.c4{stroke:var(--c4)}
        .name.c0,.line.dot.c0{fill:var(--c0)}
        .name.c1,.line.dot.c1{fill:var(--c1)}
        .name.c2,.line.dot.c2{fill:var(--c2)}
        .name.c3,.line.dot.c3{fill:var(--c3)}
        .name.c4,.line.dot.c4{fill:var(--c4)}
        .band{stroke:none;opacity:.17}
        .band.c0{fill:var(--c0)}
        .band.c1{fill:var(--c1)}
        .interval{stroke-width:2.2}
        .window{fill:var(--soft)}
        .interval.good{stroke:var(--good)}
        .interval.bad{stroke:var(--bad)}
        .interval.open{stroke:var(--open)}
        .point.good{fill:var(--good)}
        .point.bad{fill:var(--bad)}
        .point.open{fill:var(--open)}
        .weight{fill:var(--other)}
        .weight.c0{fill:var(--c0)}
        .weight.c1{fill:var(--c1)}
        .weight.c2{fill:var(--c2)}
        .weight.c3{fill:var(--c3)}
        .weight.c4{fill:var(--c4)}
        nav{margin:14px 0 0}
        .contents{display:flex;flex-wrap:wrap;gap:3px 18px;list-style:none;padding:0;margin:0;
          font-size:13.5px}
        a{color:var(--link)}
        td.value{max-width:380px;font-size:13px}
        .betterside{fill:var(--good);opacity:.07}
        .mote{fill:var(--c0);opacity:.45}
        .halo{stroke:var(--bg);stroke-width:3px;stroke-linejoin:round}
        .extreme{stroke:var(--bg);stroke-width:1}
        .extreme.better{fill:var(--good)}
        .extreme.worse{fill:var(--bad)}
        rect.q0,.swatch.b0{fill:var(--c0);background:var(--c0);opacity:.35}
        rect.q1,.swatch.b1{fill:var(--c0);background:var(--c0);opacity:.5}
        rect.q2,.swatch.b2{fill:var(--c0);background:var(--c0);opacity:.65}
        rect.q3,.swatch.b3{fill:var(--c0);background:var(--c0);opacity:.82}
        rect.q4,.swatch.b4{fill:var(--c0);background:var(--c0)}
        .history{fill:none;stroke:var(--c0);stroke-width:1.3;stroke-linejoin:round}
        .history.dot{fill:var(--c0);stroke:none}
        .gap{fill:var(--grid)}
        .count{fill:var(--c0)}
        .frontier{stroke:var(--ink)}
        .spot{fill:var(--other);stroke:var(--bg);stroke-width:1}
        .spot.c0{fill:var(--c0)}
        .spot.c1{fill:var(--c1)}
        .spot.c2{fill:var(--c2)}
        .spot.c3{fill:var(--c3)}
        .spot.c4{fill:var(--c4)}
        .spot.beaten{opacity:.55}
        details{margin:6px 0 14px}
        summary{cursor:pointer;margin:2px 0 6px}
        .legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13.5px;color:var(--soft);
          margin:4px 0 10px}
        code{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
          background:var(--card);border-radius:4px;padding:1px 5px}
        .command{display:block;padding:10px 14px;margin:6px 0 12px;white-space:pre-wrap}
        ul{margin:4px 0 12px;padding-left:20px}
        .ok::before{content:"\\2713  ";color:var(--good);font-weight:700}
        .broken::before{content:"\\2717  ";color:var(--bad);font-weight:700}
        li.ok,li.broken,li.unsure{list-style:none;margin-left:-18px}
        @media screen and (min-width:1240px){
          body{max-width:min(1840px,calc(100vw - 40px))}
          .beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(560px,100%),1fr));gap:0 44px}
          .beside>section{min-width:0}
        }
        @media screen and (max-width:860px){
          .wide::before{content:"more columns to the right \\2192";display:block;position:sticky;left:0;
            color:var(--soft);font-size:12.5px}
        }
        @media(max-width:560px){
          body{padding:18px 14px 40px}
          h1{font-size:22px}
          .verdict{padding:14px 16px}
          .tiles{grid-template-columns:1fr 1fr}
          .tiles dd{font-size:17px}
          th.m{min-width:150px}
          .charts th.m{min-width:84px}
          .charts .bullet{width:38px}
          .charts th.n,th.promise{font-size:12px}
          .charts td,.charts th{padding-right:5px}
          .charts .n{padding-left:2px}
          th.promise{min-width:0}
          .ranked th.m{min-width:150px}
          .kind{display:none}
          svg.chart,svg.series{font-size:13.6px}
          svg .axis,svg .bin{font-size:13.6px}
          .bar,.ranked .bar{min-width:56px;width:auto}
          .scroll tbody th{position:sticky;left:0;z-index:1;background:var(--bg);padding-right:8px;
            border-right:1px solid var(--rule)}
          .scroll tr.champion th{background:var(--card)}
        }
        @media screen and (max-width:560px){
          .many:not(.snug)::before{content:"more columns to the right \\2192";display:block;position:sticky;left:0;
            color:var(--soft);font-size:12.5px}
        }
        @media print{
          :root{--bg:#fff;--ink:#000;--soft:#444;--rule:#d9dee4;--grid:#e8ebef;--card:#f6f8fa;
            --good:#1b7837;--goodbg:#e6f4e8;--keep:#39434e;--keepbg:#eef1f4;--open:#6f5800;--openbg:#fbf0da;
            --bad:#762a83;--link:#0a4f86;--c0:#0072b2;--c1:#b84a00;--c2:#0a7a74;--c3:#b5317a;--c4:#56636f;
            --other:#7d8791;
            --hg1:#33a82e24;--hg2:#33a82e4d;--hg3:#33a82e8c;--hb1:#9054a824;--hb2:#9054a84d;--hb3:#9054a88c}
          body{max-width:none;padding:0;font-size:12px}
          h2,.note,h3,summary,caption,.legend{break-after:avoid}
          tr,p,li,.verdict,svg,dl div{break-inside:avoid}
          thead{break-inside:avoid}
          thead,tbody tr:nth-child(-n+3){break-after:avoid}
          tbody tr:nth-last-child(-n+3){break-before:avoid}
          p,li{orphans:3;widows:3}
          .d,.n .d,td.h .d,.iv .d{font-size:9.5px}
          td.iv{min-width:128px;font-size:9.5px}
          .tag{font-size:8.5px;padding:0 4px;margin-left:3px}
          .scroll{overflow:visible;background:none}
          table,th,tbody th{font-size:10.5px}
          th,td,td.h{padding:3px 5px 3px 0}
          .bar,.ranked .bar{min-width:48px;width:11%}
          .ranked th.m{min-width:150px}
          th.m,.charts th.m{min-width:104px}
          .bullet{width:64px}
          h2{margin-top:22px}
          nav{display:none}
          .small{grid-template-columns:1fr 1fr}
          .charts{grid-template-columns:1fr 1fr}
          *{-webkit-print-color-adjust:exact}
        }
        """
}
